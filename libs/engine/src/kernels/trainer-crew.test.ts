import { createSharedHead } from '@gender/kernels';
import { describe, expect, it } from 'vitest';
import { TrainerCrew } from './trainer-crew.js';

const spec = { positions: 1, channels: 4, units: [2], dropout: [], batchSize: 1 };

describe('TrainerCrew', () => {
  it('rejects what is under way, and all that follows, when a thread fails', async () => {
    const crew = await TrainerCrew.start(createSharedHead(spec, 2));
    const failure = {
      name: 'EngineError',
      code: 'ENGINE_FAILED',
      message: expect.stringContaining('the head has no kernel of layer 7') as string,
    };
    const parameter = { kind: 'kernel', layer: 7 } as const;
    const place = { parameter, part: 'value', firstRow: 0, rows: 1 } as const;
    await expect(crew.one('read', [place])).rejects.toMatchObject(failure);
    await expect(crew.all('predict', 1)).rejects.toMatchObject(failure);
    await crew[Symbol.asyncDispose]();
  });

  it('ends threads that wait for one that never comes', async () => {
    const crew = await TrainerCrew.start(createSharedHead(spec, 2));
    const waiting = expect(crew.one('predict', [1])).rejects.toMatchObject({
      code: 'ENGINE_FAILED',
    });
    await crew[Symbol.asyncDispose]();
    await waiting;
  });
});
