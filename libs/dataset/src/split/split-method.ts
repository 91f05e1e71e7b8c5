/**
 * How pictures are split: `persons` keeps all pictures of a known person on one side, `original`
 * ignores persons as the published split did, `trees` trains on the download's `aligned` and tests
 * on its `valid`.
 */
export type SplitMethod = 'persons' | 'original' | 'trees';

/** Every method, for flags and schemas. */
export const splitMethods = [
  'persons',
  'original',
  'trees',
] as const satisfies readonly SplitMethod[];
