import { trainHead } from '@gender/classifier/browser';
import type { TrainingReply, TrainingRequest } from './training-messages.js';

addEventListener('message', ({ data }: MessageEvent<TrainingRequest>) => {
  void train(data).then(postMessage);
});

async function train(request: TrainingRequest): Promise<TrainingReply> {
  const onEpoch: Parameters<typeof trainHead>[0]['onEpoch'] = (epoch) => {
    postMessage({ kind: 'epoch', epoch } satisfies TrainingReply);
  };
  try {
    return { kind: 'trained', trained: await trainHead({ ...request, onEpoch }) };
  } catch (cause) {
    return { kind: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
  }
}
