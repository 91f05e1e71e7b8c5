const { GenderClassifier } = require('@gender/classifier');

async function main([model, ...pictures]) {
  const classifier = await GenderClassifier.load(model);
  const predictions = [];
  for await (const prediction of classifier.predict(pictures)) predictions.push(prediction);
  await classifier.dispose();
  console.log(JSON.stringify(predictions));
}

main(process.argv.slice(2));
