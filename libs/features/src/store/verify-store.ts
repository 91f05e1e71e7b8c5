import { required } from '@gender/core';
import { verifyOutputs, type Verification } from '@gender/core/node';
import { hasManifest } from '../extract/write-extraction-manifest.js';
import { damagedRows, openFeatureStore } from './feature-store.js';

/**
 * Compares the rows of a feature store with the checksums in its record, and what it was computed from
 * with its manifest where that is there. Changed rows are named by their pictures.
 *
 * @throws FileError, TensorError or FeaturesError as `openFeatureStore`.
 */
export async function verifyFeatureStore(path: string): Promise<Verification> {
  await using store = await openFeatureStore(path);
  const damaged = [...(await damagedRows(store))].sort((a, b) => a - b);
  const rows = damaged.map((row) => {
    const { file } = required(store.record.images[row], `the record of row ${row}`);
    return `row ${row} (${file})`;
  });
  const own = { checked: store.length, changed: rows, added: [], missing: [], unverified: [] };
  if (!hasManifest(path)) return own;
  const inputs = await verifyOutputs(path);
  return {
    ...inputs,
    checked: own.checked + inputs.checked,
    changed: [...own.changed, ...inputs.changed],
    unverified: inputs.unverified.filter((name) => name !== path),
  };
}
