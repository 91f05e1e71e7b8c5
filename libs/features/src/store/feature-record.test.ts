import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  featureRecordSchema,
  listedPictures,
  provenanceOf,
  readRecord,
  recordPath,
  sameProvenance,
  storeDifferences,
  writeRecord,
  type FeatureRecord,
} from './feature-record.js';

const inFolder = temporaryFolder();
const record: FeatureRecord = {
  format: 2,
  rowShape: [4, 4, 5],
  backbone: 'ab',
  preprocessing: {
    mode: 'network',
    height: 8,
    width: 8,
    resampling: 'nearest',
    exif: 'apply',
    mean: 'ef',
  },
  classes: ['Female', 'Male'],
  images: [{ file: 'Female/1.jpg', label: 0, sha256: 'cd', crc32: 7 }],
};

/**
 * For every field of a record: another value, and whether rows of equal pictures may differ then.
 * A field that is added to the record fails to compile here, and the first test, until it is decided.
 */
const fields: Record<keyof FeatureRecord, { other: unknown; changesRows: boolean }> = {
  format: { other: 1, changesRows: false },
  rowShape: { other: [4, 4, 6], changesRows: true },
  backbone: { other: 'cd', changesRows: true },
  preprocessing: { other: { ...record.preprocessing, mode: 'rescale' }, changesRows: true },
  decoder: { other: 'jimp', changesRows: true },
  augment: { other: 'flip', changesRows: true },
  quantization: { other: '12', changesRows: true },
  classes: { other: ['Male', 'Female'], changesRows: false },
  shard: { other: { part: 1, of: 2, total: 1, listing: 'ab' }, changesRows: false },
  images: { other: [], changesRows: false },
  skipped: {
    other: [{ index: 1, file: 'Male/2.jpg', label: 1, code: 'IMAGE_EMPTY', reason: 'is empty' }],
    changesRows: false,
  },
};

const preprocessing: Record<keyof FeatureRecord['preprocessing'], unknown> = {
  mode: 'rescale',
  height: 9,
  width: 9,
  resampling: 'bilinear',
  exif: 'ignore',
  mean: '12',
  keepAspect: true,
  border: [32, 32],
  scale: [0.5, 0.5, 0.5],
  channelOrder: 'bgr',
};

const rows = Object.entries(fields).map(([name, field]) => ({
  field: name as keyof FeatureRecord,
  changed: { ...record, [name]: field.other },
  ...field,
}));

describe('storeDifferences', () => {
  it('is decided for every field of a record', () => {
    expect(Object.keys(fields).sort()).toEqual(featureRecordSchema.keyof().options.toSorted());
    expect(Object.keys(preprocessing).sort()).toEqual(
      featureRecordSchema.shape.preprocessing.keyof().options.toSorted(),
    );
  });

  it.each(rows)('names $field where it differs, unless it is ignored', ({ field, changed }) => {
    expect(storeDifferences(record, changed, [])).toEqual([field]);
    expect(storeDifferences(changed, record, [])).toEqual([field]);
    expect(storeDifferences(record, changed, [field])).toEqual([]);
  });

  it.each(rows)('lets rows be reused across another $field: not $changesRows', (row) => {
    expect(sameProvenance(record, row.changed)).toBe(!row.changesRows);
    expect(row.field in provenanceOf({ ...record, ...row.changed })).toBe(row.changesRows);
  });

  it.each(Object.entries(preprocessing))('sees another %s of the preprocessing', (name, other) => {
    const changed = { ...record, preprocessing: { ...record.preprocessing, [name]: other } };
    expect(storeDifferences(record, changed, [])).toEqual(['preprocessing']);
  });

  it('names all fields that differ, and none of equal records', () => {
    const changed = { ...record, backbone: 'cd', classes: ['Female'] };
    expect(storeDifferences(record, changed, [])).toEqual(['backbone', 'classes']);
    expect(storeDifferences(record, structuredClone(record), [])).toEqual([]);
  });
});

describe('the record beside a store', () => {
  it('lies beside it, and is read as it was written', async () => {
    expect(recordPath('features/a_train.npy')).toBe('features/a_train.json');
    for (const { changed, field } of rows.filter((row) => row.field !== 'format')) {
      await writeRecord(inFolder('a.json'), changed);
      expect(await readRecord(inFolder('a.json')), field).toEqual(changed);
    }
  });

  it('has the same bytes whatever the order of its keys', async () => {
    const reversed = Object.fromEntries(Object.entries(record).toReversed()) as FeatureRecord;
    await writeRecord(inFolder('a.json'), record);
    await writeRecord(inFolder('b.json'), reversed);
    expect(readFileSync(inFolder('b.json'))).toEqual(readFileSync(inFolder('a.json')));
  });

  it.each<[string, string]>([
    ['is absent', ''],
    ['is cut short', '{"format": 1, "rowShape": [4'],
    ['is of another version', JSON.stringify({ ...record, format: 1 })],
    ['has a field that this version does not know', JSON.stringify({ ...record, gamma: 1 })],
    [
      'has a preprocessing that this version does not know',
      JSON.stringify({ ...record, preprocessing: { ...record.preprocessing, gamma: 2.2 } }),
    ],
  ])('is none where it %s', async (_, text) => {
    if (text !== '') writeFileSync(inFolder('a.json'), text);
    expect(await readRecord(inFolder('a.json'))).toBeUndefined();
  });

  it('is never written with a field that reading would lose', async () => {
    const unknown = { ...record, gamma: 1 };
    await expect(writeRecord(inFolder('a.json'), unknown)).rejects.toThrow('gamma');
  });
});

describe('listedPictures', () => {
  it('gives the listing back, whichever of its pictures were left out', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), (kept) => {
        const listing = kept.map((_, index) => ({
          ...{ file: `${index}.jpg`, label: index % 2, sha256: `hash ${index}` },
        }));
        const images = listing.filter((_, index) => kept[index]).map((image) => ({ ...image, crc32: 1 })); // prettier-ignore
        const skipped = listing.flatMap((image, index) =>
          kept[index] ? [] : [{ index, ...image, code: 'IMAGE_EMPTY', reason: 'is empty' }],
        );
        const listed = listedPictures({ ...record, images, skipped });
        expect(listed).toEqual(listing);
      }),
    );
  });

  it('knows no hash of a picture that could not be read', () => {
    const skipped = [{ index: 0, file: 'a.jpg', label: 0, code: 'FILE_ACCESS', reason: 'a pipe' }];
    expect(listedPictures({ ...record, images: [], skipped })).toEqual([
      { file: 'a.jpg', label: 0 },
    ]);
  });
});
