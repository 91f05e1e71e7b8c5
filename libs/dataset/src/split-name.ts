/** The parts of a dataset, in the order of their use; also their folders' names. */
export const splitNames = ['train', 'validation', 'test'] as const;

/** A part of a dataset. */
export type SplitName = (typeof splitNames)[number];

/** Something for each part, made in their order. */
export function eachSplit<T>(make: (name: SplitName) => T): Record<SplitName, T> {
  return { train: make('train'), validation: make('validation'), test: make('test') };
}
