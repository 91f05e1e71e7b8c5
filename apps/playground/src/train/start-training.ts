import type { EpochResult, TrainedHead } from '@gender/classifier/browser';
import type { TrainingReply, TrainingRequest } from './training-messages.js';

/**
 * Trains in a worker, so that the page stays awake.
 *
 * @param signal - ends the training
 * @throws Error with what the training has thrown; what `signal` was aborted with
 */
export function startTraining(
  request: TrainingRequest,
  onEpoch: (epoch: EpochResult) => void,
  signal: AbortSignal,
): Promise<TrainedHead> {
  const worker = new Worker(new URL('./training-worker.ts', import.meta.url), { type: 'module' });
  const trained = new Promise<TrainedHead>((resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
    worker.addEventListener('error', ({ message }) => {
      reject(new Error(`the training broke off: ${message}`));
    });
    worker.addEventListener('message', ({ data }: MessageEvent<TrainingReply>) => {
      if (data.kind === 'epoch') onEpoch(data.epoch);
      else if (data.kind === 'trained') resolve(data.trained);
      else reject(new Error(data.message));
    });
    worker.postMessage(request);
  });
  return trained.finally(() => {
    worker.terminate();
  });
}
