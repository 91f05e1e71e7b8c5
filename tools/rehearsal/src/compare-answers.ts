import { zip } from '@gender/core';
import type { Answer } from './blank-projects.js';

/**
 * The largest difference of a probability between two answers.
 *
 * @throws {Error} when labels, classes or the number of pictures differ
 */
export function largestDifference(answer: Answer, expected: Answer): number {
  const differences = zip(answer, expected).map(([found, wanted], index) => {
    if (found.label !== wanted.label) {
      throw new Error(`picture ${index}: ${found.label}, and ${wanted.label} of the sources`);
    }
    const classes = Object.keys(wanted.probabilities);
    return Math.max(...classes.map((name) => difference(name, found, wanted)));
  });
  return Math.max(...differences);
}

function difference(name: string, found: Answer[number], wanted: Answer[number]): number {
  const [a, b] = [found.probabilities[name], wanted.probabilities[name]];
  if (a === undefined || b === undefined) throw new Error(`the class ${name} has no probability`);
  return Math.abs(a - b);
}
