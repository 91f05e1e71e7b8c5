import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bigEndian, frame, jpeg, join, type Segment } from '../../test/encode.js';
import { fixture } from '../../test/fixture.js';
import { hasWholeScan, readJpegHeader, storesRgb } from './jpeg-header.js';

const SOF0 = 0xc0;
const SOF2 = 0xc2;
const SOS = 0xda;
const DRI = 0xdd;

/** The header of a scan of so many components. */
const scanOf = (components: number): Segment => [SOS, [components, 0, 0, 0]];
const restarts = (count: number): Uint8Array =>
  join(...Array.from({ length: count }, (_, index) => [7, 7, 0xff, 0xd0 + (index % 8)]), [7]);

describe('readJpegHeader', () => {
  it('gives any size back, from every kind of frame', () => {
    const size = fc.integer({ min: 0, max: 65535 });
    const kind = fc.constantFrom(...[0, 1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15]);
    fc.assert(
      fc.property(size, size, kind, (width, height, sof) => {
        const file = jpeg([[0xdb, 'tables'], [SOF0 + sof, frame(width, height)]]); // prettier-ignore
        expect(readJpegHeader(file)).toEqual({ width, height, orientation: 1 });
      }),
    );
  });

  it('takes tables and arithmetic conditioning for no frame', () => {
    for (const marker of [0xc4, 0xc8, 0xcc]) {
      expect(() => readJpegHeader(jpeg([[marker, frame(1, 1)]]))).toThrow(RangeError);
    }
  });

  it('skips fill bytes and garbage between segments, as libjpeg does', () => {
    const file = jpeg([[SOF0, frame(5, 4)]]);
    const filled = join([0xff, 0xd8, 1, 2, 3, 0xff, 0xff, 0xff, 0, 0xff, 0xd3], file.subarray(2));
    expect(readJpegHeader(filled)).toMatchObject({ width: 5, height: 4 });
  });

  it('does not look behind the scan or the end for a frame', () => {
    const late = join(jpeg([scanOf(1)]), jpeg([[SOF0, frame(5, 4)]]));
    expect(() => readJpegHeader(late)).toThrow('no frame');
    const ended = join([0xff, 0xd8, 0xff, 0xd9], jpeg([[SOF0, frame(5, 4)]]));
    expect(() => readJpegHeader(ended)).toThrow('no frame');
  });

  it('ends on a segment of no length', () => {
    const file = join([0xff, 0xd8, 0xff, 0xe0, 0, 0, 0xff, SOF0], bigEndian(12, 2), frame(5, 4));
    expect(readJpegHeader(file)).toMatchObject({ width: 5, height: 4 });
  });
});

describe('hasWholeScan', () => {
  const threeChannels = frame(16, 16, [0x22, 0x11, 0x11]);

  it('is so for one scan of all components', () => {
    expect(hasWholeScan(jpeg([[SOF0, frame(8, 8)], scanOf(1)]))).toBe(true);
    expect(hasWholeScan(jpeg([[0xc1, threeChannels], scanOf(3)]))).toBe(true);
  });

  it('is not so for a scan of one of three components, a progressive file or none', () => {
    expect(hasWholeScan(jpeg([[SOF0, threeChannels], scanOf(1)]))).toBe(false);
    expect(hasWholeScan(jpeg([[SOF2, threeChannels], scanOf(3)]))).toBe(false);
    expect(hasWholeScan(jpeg([[SOF0, threeChannels]]))).toBe(false);
    expect(hasWholeScan(jpeg([scanOf(1)]))).toBe(false);
  });

  it.each<[string, Parameters<typeof frame>, number, number]>([
    ['a grey picture has one unit for 8×8 pixels', [32, 16], 1, 8],
    ['a unit of 4:2:0 spans 16×16 pixels', [32, 32, [0x22, 0x11, 0x11]], 1, 4],
    ['a unit of 4:2:2 spans 16×8 pixels', [32, 32, [0x21, 0x11, 0x11]], 1, 8],
    ['what does not fill a unit needs one', [17, 9], 1, 6],
    ['an interval holds several units', [64, 8], 3, 3],
    ['the sampling of a single component does not count', [32, 16, [0x22]], 1, 8],
  ])('wants all restart markers but the last interval is free to end: %s', (_, said, interval, intervals) => {
    const components = said[2]?.length ?? 1;
    const file = (markers: number): Uint8Array =>
      jpeg([[DRI, bigEndian(interval, 2)], [SOF0, frame(...said)], scanOf(components)], restarts(markers));
    expect(hasWholeScan(file(intervals - 1))).toBe(true);
    expect(hasWholeScan(file(intervals - 2))).toBe(false);
  }); // prettier-ignore
});

describe('storesRgb', () => {
  const adobe = (transform: number): Segment => [
    0xee,
    join('Adobe', [0, 100, 0, 0, 0, 0, transform]),
  ];

  it('is what an Adobe segment says', () => {
    expect(storesRgb(jpeg([adobe(0), [SOF0, frame(1, 1)]]))).toBe(true);
    expect(storesRgb(jpeg([adobe(1), [SOF0, frame(1, 1)]]))).toBe(false);
    expect(
      storesRgb(
        jpeg([
          [0xee, 'Adobe!!!'],
          [SOF0, frame(1, 1)],
        ]),
      ),
    ).toBe(false);
    expect(storesRgb(jpeg([[SOF0, frame(1, 1)]]))).toBe(false);
  });

  it('is what the names of the components say where no segment says it', () => {
    const named = (names: string): Segment => {
      const body = join(frame(1, 1, [0x11, 0x11, 0x11]));
      for (const [index, name] of [...names].entries()) body[6 + index * 3] = name.charCodeAt(0);
      return [SOF0, body];
    };
    expect(storesRgb(jpeg([named('RGB')]))).toBe(true);
    expect(storesRgb(jpeg([named('\x01\x02\x03')]))).toBe(false);
    expect(storesRgb(jpeg([named('BGR')]))).toBe(false);
    expect(storesRgb(jpeg([adobe(1), named('RGB')]))).toBe(false);
  });

  it('is not so for a file that is JFIF, whatever else it says', () => {
    const jfif: Segment = [0xe0, 'JFIF\0\x01\x01\0\0\x01\0\x01\0\0'];
    expect(storesRgb(jpeg([jfif, adobe(0), [SOF0, frame(1, 1)]]))).toBe(false);
  });

  it('is not so for a JPEG as cameras write it', async () => {
    expect(storesRgb(await fixture('formats/rgb_444.jpg'))).toBe(false);
  });
});
