import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createSharedHead,
  KernelsError,
  listParameters,
  readParameter,
  writeParameter,
  type HeadSpec,
} from './index.js';

const specs = fc.record({
  positions: fc.integer({ min: 1, max: 50 }),
  channels: fc.integer({ min: 1, max: 40 }),
  normalizationEpsilon: fc.constantFrom(undefined, 1e-3),
  units: fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 2, max: 5 })),
  dropout: fc.constant([0.5]),
  batchSize: fc.constant(1),
});

function counting(length: number, from: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => from + index);
}

describe('writeParameter and readParameter', () => {
  it('keep every value of every parameter and moment apart, for any sizes', () => {
    fc.assert(
      fc.property(specs, (spec: HeadSpec) => {
        const head = createSharedHead(spec, 1);
        const parts = ['value', 'momentum', 'variance'] as const;
        const written = listParameters(head).flatMap((parameter, index) =>
          parts.map((part, at) => {
            const { length } = readParameter(head, parameter, { part });
            const values = counting(length, 1000 * (3 * index + at));
            writeParameter(head, parameter, values, { part });
            return { parameter, part, values };
          }),
        );
        for (const { parameter, part, values } of written) {
          expect(readParameter(head, parameter, { part })).toEqual(values);
        }
      }),
      { numRuns: 50 },
    );
  });

  const spec = { positions: 2, channels: 5, units: [7, 2], dropout: [0], batchSize: 1 };

  it('write a kernel in pieces of whole rows', () => {
    const head = createSharedHead(spec, 1);
    const kernel = { kind: 'kernel', layer: 0 } as const;
    const values = counting(70, 1);
    writeParameter(head, kernel, values.slice(21), { firstRow: 3 });
    writeParameter(head, kernel, values.slice(0, 21));
    expect(readParameter(head, kernel)).toEqual(values);
  });

  it('read rows of a kernel and of a bias without the rest', () => {
    const head = createSharedHead(spec, 1);
    const kernel = { kind: 'kernel', layer: 0 } as const;
    const bias = { kind: 'bias', layer: 0 } as const;
    const values = counting(70, 1);
    writeParameter(head, kernel, values, { part: 'variance' });
    writeParameter(head, bias, counting(4, 1), { firstRow: 2 });
    const rows = readParameter(head, kernel, { part: 'variance', firstRow: 3, rows: 2 });
    expect(rows).toEqual(values.slice(21, 35));
    expect(readParameter(head, kernel, { part: 'variance', firstRow: 9 })).toEqual(
      values.slice(63),
    );
    expect(readParameter(head, bias, { firstRow: 1, rows: 3 })).toEqual(Float32Array.of(0, 1, 2));
  });

  it('refuse what does not fit and what does not exist', () => {
    const head = createSharedHead(spec, 1);
    const kernel = { kind: 'kernel', layer: 0 } as const;
    for (const [values, firstRow] of [
      [new Float32Array(6), 0],
      [new Float32Array(77), 0],
      [new Float32Array(7), 10],
      [new Float32Array(7), -1],
      [new Float32Array(7), 0.5],
    ] as const) {
      expect(() => writeParameter(head, kernel, values, { firstRow })).toThrow(KernelsError);
    }
    for (const range of [{ firstRow: -1 }, { firstRow: 11 }, { rows: 11 }, { rows: 0.5 }]) {
      expect(() => readParameter(head, kernel, range)).toThrow('has 10 rows of 7');
    }
    expect(() => readParameter(head, { kind: 'bias', layer: 2 })).toThrow('no bias of layer 2');
    expect(() => readParameter(head, { kind: 'gamma' })).toThrow('the head has no gamma');
  });
});
