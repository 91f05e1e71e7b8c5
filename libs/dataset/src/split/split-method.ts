/**
 * How pictures are split: `persons` keeps all pictures of a known person on one side, `original`
 * ignores persons as the published split did, `trees` trains on the download's `aligned` and tests
 * on its `valid`, `given` takes the split of a collection that is split already.
 */
export const splitMethods = ['persons', 'original', 'trees', 'given'] as const;

/** One of the methods. */
export type SplitMethod = (typeof splitMethods)[number];
