import { required, type Random } from '@gender/core';
import type { LabelledImage } from '../labelled-image.js';
import { eachSplit, splitNames, type SplitName } from '../split-name.js';
import { countValues, groupTogether } from './groups.js';
import type { Split, SplitTargets } from './split.js';

/** Pictures that belong together, and how many there are of each stratum. */
interface Group {
  readonly images: readonly LabelledImage[];
  readonly counts: ReadonlyMap<string, number>;
}

/** How many pictures of each stratum a split still wants; negative where it has too many. */
type Room = Record<SplitName, Map<string, number>>;

/**
 * Splits pictures so that no known person and no copies of a picture are on two sides; others go singly.
 *
 * Persons come in random order, and each goes where it fits and the largest share is still
 * wanted. Those that fit nowhere are looked at again at the end and go where they bring a split
 * nearer to its size; where all pictures are wanted, where they do least harm. With `g` the most
 * pictures of a person, a split misses the size of a class by `g/2` at most, or by `2g/3` where all are wanted.
 *
 * @param targets - how many pictures of each stratum each split should get
 * @param stratum - to which stratum a picture belongs; default: its class
 */
export function assignPersons(
  images: readonly LabelledImage[],
  targets: SplitTargets,
  random: Random,
  stratum: (image: LabelledImage) => string = ({ label }) => label,
): Split {
  const room = roomOf(targets);
  const sides: Record<SplitName, Group[]> = { train: [], validation: [], test: [] };
  const place = (group: Group, name: SplitName): void => {
    sides[name].push(group);
    for (const [label, count] of group.counts) {
      room[name].set(label, roomFor(label, room[name]) - count);
    }
  };

  const left: Group[] = [];
  for (const group of random.fork('persons').shuffle(groupsOf(images, stratum))) {
    const name = best((split) => wanted(group, room[split], targets, split));
    if (name === undefined) left.push(group);
    else place(group, name);
  }
  const wantsAll = countTargets(targets) === images.length;
  for (const group of left) {
    const score = (split: SplitName): number => nearer(group, room[split]);
    const name = best(score, wantsAll ? -Infinity : 0);
    if (name !== undefined) place(group, name);
  }
  return shuffleSides(sides, random);
}

function countTargets(targets: SplitTargets): number {
  return [...targets.values()]
    .flatMap((sizes) => splitNames.map((name) => sizes[name]))
    .reduce((sum, size) => sum + size, 0);
}

function groupsOf(
  images: readonly LabelledImage[],
  stratum: (image: LabelledImage) => string,
): Group[] {
  return groupTogether(images).map((members) => {
    const group = members.map((index) => required(images[index], `picture ${index}`));
    return { images: group, counts: countValues(group.map(stratum)) };
  });
}

function roomOf(targets: SplitTargets): Room {
  return eachSplit((name) => new Map([...targets].map(([label, sizes]) => [label, sizes[name]])));
}

function roomFor(label: string, room: ReadonlyMap<string, number>): number {
  return required(room.get(label), `the room for ${label}`);
}

/** The split of the highest score above `least`, the earlier one among equals. */
function best(score: (name: SplitName) => number, least = 0): SplitName | undefined {
  let found: SplitName | undefined;
  let highest = least;
  for (const name of splitNames) {
    const value = score(name);
    if (value > highest) [found, highest] = [name, value];
  }
  return found;
}

/** What share of its size a split still wants of the group's strata; 0 where the group does not fit. */
function wanted(
  { counts }: Group,
  room: ReadonlyMap<string, number>,
  targets: SplitTargets,
  name: SplitName,
): number {
  let share = 0;
  for (const [label, count] of counts) {
    const free = roomFor(label, room);
    if (count > free) return 0;
    share += free / required(targets.get(label), `the sizes of ${label}`)[name];
  }
  return share;
}

/** By how many pictures the group would bring a split nearer to its sizes. */
function nearer({ counts }: Group, room: ReadonlyMap<string, number>): number {
  let gain = 0;
  for (const [label, count] of counts) {
    const free = roomFor(label, room);
    gain += Math.abs(free) - Math.abs(free - count);
  }
  return gain;
}

function shuffleSides(sides: Record<SplitName, Group[]>, random: Random): Split {
  return eachSplit((name) =>
    random.fork(name).shuffle(sides[name].flatMap(({ images }) => images)),
  );
}
