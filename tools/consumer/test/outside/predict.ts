import { GenderClassifier, type Prediction } from '@gender/classifier';
import { silentLogger } from '@gender/core';

/** What somebody who installed the packages writes to classify pictures. */
export async function predict(model: string, pictures: readonly string[]): Promise<Prediction[]> {
  const logger = {
    ...silentLogger,
    warn: (text: string) => void process.stderr.write(`${text}\n`),
  };
  await using classifier = await GenderClassifier.load(model, { logger });
  const predictions: Prediction[] = [];
  for await (const prediction of classifier.predict(pictures)) predictions.push(prediction);
  return predictions;
}
