import { expect, it } from 'vitest';
import { createTrainer } from './kernels/kernels-trainer.js';
import { selectTrainer } from './select-trainer.js';
import { createTensorFlowTrainer } from './tensorflow/tensorflow-trainer.js';

it('trains on TensorFlow where it is asked for by name, on the kernels otherwise', () => {
  expect(selectTrainer('tensorflow')).toBe(createTensorFlowTrainer);
  expect([undefined, 'auto', 'onnxruntime', 'onnxruntime-web'] as const).toSatisfy(
    (names: Parameters<typeof selectTrainer>[0][]) =>
      names.every((name) => selectTrainer(name) === createTrainer),
  );
});
