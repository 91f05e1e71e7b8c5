import { createRandom, type Random } from '@gender/core';
import type { Label } from './face/person.js';

/** How many people and pictures a drawn data set holds. */
export interface PlanOptions {
  seed: number;
  /** Half of them of each class. */
  people: number;
  picturesPerPerson: number;
}

/** One picture of the data set. */
export interface PlannedPicture {
  /** The path of the JPEG file below the data set's folder, with `/`. */
  readonly file: string;
  /** Counts from 1. */
  readonly person: number;
  /** Counts from 1 for each person. */
  readonly picture: number;
  readonly label: Label;
  /** Years, 1 to 80. */
  readonly age: number;
}

/**
 * Who is drawn, how old, and under which name: the layout of the real download,
 * `combined/{aligned,valid}/<person>_<age>_<F|M>/person<person>_<picture>.jpg`.
 *
 * About one person in six is under `valid`. Pictures of one person are up to four years apart.
 */
export function planDataset({ seed, people, picturesPerPerson }: PlanOptions): PlannedPicture[] {
  const random = createRandom(seed).fork('plan');
  return Array.from({ length: people }, (_, index) =>
    planPerson(random.fork(index + 1), index + 1, picturesPerPerson),
  ).flat();
}

function planPerson(random: Random, person: number, count: number): PlannedPicture[] {
  const label = person % 2 === 0 ? 'M' : 'F';
  const tree = random.next() < 1 / 6 ? 'valid' : 'aligned';
  const youngest = drawAge(random);
  return Array.from({ length: count }, (_, index) => {
    const age = Math.min(youngest + random.integer(5), 80);
    const folder = `${digits(person, 3)}_${digits(age, 2)}_${label}`;
    const file = `combined/${tree}/${folder}/person${digits(person, 4)}_${index + 1}.jpg`;
    return { file, person, picture: index + 1, label, age };
  });
}

/** Years, 1 to 80: every other person of any age alike, the others more often near forty. */
function drawAge(random: Random): number {
  const [even, first, second] = [random.next(), random.next(), random.next()];
  return 1 + Math.floor(80 * (random.next() < 0.5 ? even : (first + second) / 2));
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}
