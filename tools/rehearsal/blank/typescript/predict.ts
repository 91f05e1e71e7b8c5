import { GenderClassifier, type Prediction } from '@gender/classifier';

const [model = '', ...pictures] = process.argv.slice(2);
const classifier = await GenderClassifier.load(model);
const predictions: Prediction[] = [];
for await (const prediction of classifier.predict(pictures)) predictions.push(prediction);
await classifier.dispose();
process.stdout.write(JSON.stringify(predictions));
