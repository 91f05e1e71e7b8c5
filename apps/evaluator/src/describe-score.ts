import { formatTable } from '@gender/cli';
import { zip } from '@gender/core';
import type { Score } from '@gender/evaluation';

/** A score as text for people: the figures, the confusion matrix, and accuracy by age group. */
export function describeScore(score: Score): string {
  const { images, accuracy, crossEntropy, batchMeanCrossEntropy, confusion, byAge } = score;
  const figures = [
    `images         ${images}`,
    `accuracy       ${accuracy.toFixed(4)}`,
    `cross-entropy  ${crossEntropy.toFixed(4)}`,
    ...(batchMeanCrossEntropy === undefined
      ? []
      : [`  by batches   ${batchMeanCrossEntropy.toFixed(4)}`]),
  ];
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
  return [figures.join('\n'), matrix, ...(ages === undefined ? [] : [ages])].join('\n\n');
}
