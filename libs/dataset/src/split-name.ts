/** The parts of a dataset, in the order of their use; also their folders' names. */
export const splitNames = ['train', 'validation', 'test'] as const;

/** A part of a dataset. */
export type SplitName = (typeof splitNames)[number];

/** Something for each part, made in their order. */
export function eachSplit<T>(make: (name: SplitName) => T): Record<SplitName, T> {
  return { train: make('train'), validation: make('validation'), test: make('test') };
}

/** What people call the parts of a collection. */
const words: Record<SplitName, RegExp> = {
  train: /^train(ing)?$/,
  validation: /^(val|valid|validation|validate|dev)$/,
  test: /^(test(ing)?|eval|evaluation)$/,
};

/** The part that is called so; words around the name, such as in `train_set`, do not count. */
export function splitCalled(name: string): SplitName | undefined {
  const word = name.toLowerCase().replace(/[^a-z]*(set|data|images|pictures)?[^a-z]*$/, '');
  return splitNames.find((split) => words[split].test(word));
}
