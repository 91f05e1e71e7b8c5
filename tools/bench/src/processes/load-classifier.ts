/** A process that loads a transfer model, predicts one picture and prints the milliseconds. */
import { GenderClassifier } from '@gender/classifier';
import * as z from 'zod';

const { model, picture, threads } = z
  .object({ model: z.string(), picture: z.string(), threads: z.number() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const started = performance.now();
await using classifier = await GenderClassifier.load(model, { threads });
for await (const { label } of classifier.predict([picture])) {
  process.stdout.write(JSON.stringify({ label, milliseconds: performance.now() - started }));
}
