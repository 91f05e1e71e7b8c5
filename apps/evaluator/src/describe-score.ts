import { formatTable } from '@gender/cli';
import { zip } from '@gender/core';
import type { Score } from '@gender/evaluation';

/** A score as text for people: the figures, those of each class, the confusion matrix, and accuracy by age group. */
export function describeScore(score: Score): string {
  const { images, accuracy, crossEntropy, batchMeanCrossEntropy, confusion, perClass, byAge } =
    score;
  const figures = [
    `images         ${images}: ${perClass.map(({ name, support }) => `${support} ${name}`).join(', ')}`,
    `accuracy       ${accuracy.toFixed(4)}`,
    `cross-entropy  ${crossEntropy.toFixed(4)}`,
    ...(batchMeanCrossEntropy === undefined
      ? []
      : [`  by batches   ${batchMeanCrossEntropy.toFixed(4)}`]),
  ];
  const classes = formatTable(
    ['class', 'images', 'precision', 'recall', 'F1'],
    perClass.map(({ name, support, precision, recall, f1 }) => [
      ...[name, String(support)],
      ...[precision, recall, f1].map((value) => value.toFixed(4)),
    ]),
  );
  const matrix = formatTable(
    ['true \\ predicted', ...confusion.classes],
    zip(confusion.classes, confusion.matrix).map(([name, row]) => [name, ...row.map(String)]),
  );
  const ages =
    byAge &&
    formatTable(
      ['age', 'images', 'accuracy'],
      byAge.map((group) => [group.group, String(group.images), group.accuracy.toFixed(4)]),
    );
  return [figures.join('\n'), classes, matrix, ...(ages === undefined ? [] : [ages])].join('\n\n');
}
