import { lossNumbers } from './head-spec.js';

/**
 * The records of assembly/records.ts: field names in the order in which they lie in memory, four
 * bytes each. All are unsigned integers (sizes and addresses) but those of `floatFields`.
 */
export const denseFields = [
  'units',
  'blocks',
  'stripBytes',
  'outputStripBytes',
  'batch',
  'slots',
  'hidden',
  'keptScale',
  'decay',
  'masks',
  'weightStrips',
  'momentumStrips',
  'varianceStrips',
  'squares',
  'bias',
  'biasMomentum',
  'biasVariance',
  'inputStrips',
  'inputGradientStrips',
  'outputStrips',
  'outputGradientStrips',
  'counts',
  'pictures',
  'sums',
  'deltas',
  'deltaSums',
] as const;

export const normalizationFields = [
  'channels',
  'positions',
  'groups',
  'batch',
  'epsilon',
  'active',
  'features',
  'normalizedStrips',
  'scaledStrips',
  'gamma',
  'gammaMomentum',
  'gammaVariance',
  'beta',
  'betaMomentum',
  'betaVariance',
] as const;

export const adamFields = ['stepSize', 'share1', 'share2', 'epsilon'] as const;

const floatFields: readonly string[] = ['keptScale', 'decay', ...lossNumbers, ...adamFields];

/** The values of a record by field name. */
export type Fields<Names extends readonly string[]> = Readonly<Record<Names[number], number>>;

/** Writes a record to `address`. */
export function writeRecord<const Names extends readonly string[]>(
  buffer: ArrayBufferLike,
  address: number,
  names: Names,
  values: Fields<Names>,
): void {
  const view = new DataView(buffer, address, names.length * 4);
  names.forEach((name: Names[number], index) => {
    const value = values[name];
    if (floatFields.includes(name)) view.setFloat32(index * 4, value, true);
    else view.setUint32(index * 4, value, true);
  });
}
