import { createHead } from '@gender/classifier';
import { createRandom } from '@gender/core';
import { createTrainer, dropoutMask, type BatchResult } from '@gender/engine';
import { tensor } from '@gender/tensor';

export interface Trained {
  steps: BatchResult[];
  probabilities: number[];
}

/** What somebody who installed the packages writes to train a head: three steps on drawn features. */
export async function train(): Promise<Trained> {
  const random = createRandom(1);
  const pictures = 8;
  const units = 16;
  const inputShape = [3, 3, 8];
  const values = Float32Array.from({ length: pictures * 72 }, () => random.normal());
  const features = tensor('float32', [pictures, ...inputShape], values);
  const labels = Uint32Array.from({ length: pictures }, (_, index) => index % 2);

  const classes = ['Female', 'Male'];
  const head = createHead({ inputShape, classes, random, hiddenUnits: [units] });
  await using trainer = await createTrainer(head, { threads: 2, adam: { learningRate: 0.01 } });
  const steps: BatchResult[] = [];
  for (let step = 0; step < 3; step += 1) {
    const mask = dropoutMask(random, 0.5, pictures, units);
    steps.push(await trainer.trainBatch(features, labels, [mask]));
  }
  return { steps, probabilities: [...(await trainer.predict(features)).data] };
}
