import { GenderClassifier } from '@gender/classifier';

const [model, ...pictures] = process.argv.slice(2);
const classifier = await GenderClassifier.load(model);
const predictions = [];
for await (const prediction of classifier.predict(pictures)) predictions.push(prediction);
await classifier.dispose();
console.log(JSON.stringify(predictions));
