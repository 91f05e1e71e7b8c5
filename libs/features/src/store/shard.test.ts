import type { Listing } from '@gender/dataset';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listingHash, takeShard } from './shard.js';

const listingOf = (count: number): Listing => ({
  classes: ['Female', 'Male'],
  images: Array.from({ length: count }, (_, index) => {
    const file = `${index % 2 === 0 ? 'Female' : 'Male'}/${index}.jpg`;
    return { path: `/data/${file}`, file, label: index % 2 };
  }),
});
const counts = fc
  .integer({ min: 1, max: 60 })
  .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 1, max: count })));

describe('takeShard', () => {
  it('cuts a listing into parts that hold each picture once, in order', () => {
    fc.assert(
      fc.property(counts, ([count, of]) => {
        const listing = listingOf(count);
        const parts = Array.from({ length: of }, (_, index) =>
          takeShard(listing, { part: index + 1, of }, 'train'),
        );
        expect(parts.flatMap((part) => part.listing.images)).toEqual(listing.images);
        const sizes = parts.map((part) => part.listing.images.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(Math.min(...sizes)).toBeGreaterThan(0);
        for (const [index, { shard }] of parts.entries()) {
          const listed = listingHash(listing);
          expect(shard).toEqual({ part: index + 1, of, total: count, listing: listed });
        }
      }),
    );
  });

  it('refuses more parts than pictures, naming the folder and both numbers', () => {
    fc.assert(
      fc.property(fc.nat(9), fc.integer({ min: 1, max: 1_000_000 }), (count, more) => {
        const of = count + more;
        const take = (): unknown => takeShard(listingOf(count), { part: 1, of }, 'data/x/train');
        expect(take).toThrow(`the ${count} pictures in data/x/train cannot make ${of} parts`);
        expect(take).toThrow(expect.objectContaining({ code: 'FEATURES_PARTS' }));
      }),
    );
  });
});

describe('listingHash', () => {
  const base = listingOf(4);

  it('does not depend on where the dataset lies', () => {
    const elsewhere = base.images.map((image) => ({ ...image, path: `/mnt/${image.file}` }));
    expect(listingHash({ ...base, images: elsewhere })).toBe(listingHash(base));
  });

  it.each<[string, Listing]>([
    ['the order', { ...base, images: base.images.toReversed() }],
    [
      'a name',
      { ...base, images: base.images.with(1, { ...base.images[1]!, file: 'Male/9.jpg' }) },
    ],
    ['a label', { ...base, images: base.images.with(1, { ...base.images[1]!, label: 0 }) }],
    ['a picture more', listingOf(5)],
    ['the classes', { ...base, classes: ['Male', 'Female'] }],
  ])('tells another listing by %s', (_, other) => {
    expect(listingHash(other)).not.toBe(listingHash(base));
  });
});
