// Says of every face in photos what a trained model sees in it:
// node --import tsx --conditions=@gender/source examples/classify-photos.ts models/Mine_Transfer_Model.h5 photo.jpg
import { GenderClassifier } from '@gender/classifier';

const [model, ...photos] = process.argv.slice(2);
if (model === undefined || photos.length === 0) {
  throw new Error('usage: classify-photos.ts MODEL PHOTO…');
}

await using classifier = await GenderClassifier.load(model);
for await (const result of classifier.predict(photos, { onError: 'yield' })) {
  if (result.error) {
    const { code, message } = result.error;
    process.stdout.write(
      `${result.file}: ${code === 'CLASSIFIER_NO_FACE' ? 'no face' : message}\n`,
    );
    continue;
  }
  const { file, box, label, probabilities } = result;
  const where = box ? `${Math.round(box.left)}, ${Math.round(box.top)}` : 'the whole picture';
  process.stdout.write(`${file}: ${label} (${probabilities[label]?.toFixed(2)}) at ${where}\n`);
}
