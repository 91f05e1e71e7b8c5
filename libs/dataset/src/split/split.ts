import type { LabelledImage } from '../labelled-image.js';
import type { SplitName } from '../split-name.js';

/** The pictures of each split, in random order. */
export type Split = Readonly<Record<SplitName, readonly LabelledImage[]>>;

/** For each stratum, such as a class, how many pictures each split should get. */
export type SplitTargets = ReadonlyMap<string, Readonly<Record<SplitName, number>>>;
