import { layerWeights } from '@gender/network';
import { expect, it } from 'vitest';
import type { CreateTrainer } from '../src/trainer/trainer.js';
import { golden, goldenTensor, headArrays, kerasLosses } from './golden-head.js';
import { smallHead } from './small-head.js';

/** What every trainer must pass: penalty, smoothed labels and weighted classes are Keras'. */
export function describeLosses(create: CreateTrainer): void {
  it.each(Object.entries(kerasLosses.cases))(
    'five steps with %s give the losses of Keras within 1e-5, and its weights',
    async (_, { options, losses, after }) => {
      const head = smallHead(headArrays(golden.initial), { dropout: false });
      const adam = { learningRate: golden.history.learning_rate };
      await using trainer = await create(head, { adam, loss: options });
      const { x, y } = golden.initial;
      const labels = Uint32Array.from({ length: 6 }, (__, n) => y.data[2 * n + 1]!);
      for (const expected of losses) {
        const { loss } = await trainer.trainBatch(goldenTensor(x), labels, []);
        expect(Math.abs(loss - expected)).toBeLessThan(1e-5);
      }
      const trained = (await trainer.head()).layers.flatMap(layerWeights);
      const expected = smallHead(headArrays(after)).layers.flatMap(layerWeights);
      expect(trained.length).toBe(8);
      trained.forEach(({ tensor, name }, index) => {
        const reference = expected[index]!.tensor;
        expect(tensor.shape, name).toEqual(reference.shape);
        // Weights moved by up to 5e-3: Keras computes in float32 too, in another order.
        tensor.data.forEach((value, at) => {
          expect(Math.abs(value - reference.data[at]!), name).toBeLessThan(1e-6);
        });
      });
    },
  );
}
