import { createRandom } from '@gender/core';

/** Rows that one model is made and tested with. */
export interface Draw {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/**
 * Draws rows of which classes have equal shares: those that are labelled, of which a fifth validates, and
 * others that test. The same seed tests on the same rows, and the labelled of few are among those of more.
 *
 * @throws RangeError when a class has too few rows.
 */
export function drawRows(
  rows: readonly number[],
  labelOf: (row: number) => number,
  { labelled, test, seed }: { labelled: number; test: number; seed: number },
): Draw {
  const draw: { train: number[]; validation: number[]; test: number[] } = {
    ...{ train: [], validation: [], test: [] },
  };
  const labels = [...new Set(rows.map(labelOf))].sort((a, b) => a - b);
  for (const label of labels) {
    const members = createRandom(seed)
      .fork(`class ${label}`)
      .shuffle(rows.filter((row) => labelOf(row) === label));
    const [own, tested] = [labelled / labels.length, test / labels.length];
    if (own + tested > members.length) {
      throw new RangeError(
        `class ${label} has ${members.length} pictures, expected ${own} labelled ones and ${tested} for the test`,
      );
    }
    const validating = Math.round(own / 5);
    draw.validation.push(...members.slice(0, validating));
    draw.train.push(...members.slice(validating, own));
    draw.test.push(...members.slice(-tested));
  }
  return draw;
}
