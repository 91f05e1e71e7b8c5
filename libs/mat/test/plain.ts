import type { MatValue } from '../src/index.js';

/** A value as JSON, in the form that tools/oracle/mat/plain.py gives to what SciPy reads. */
export function plain(value: MatValue): unknown {
  const { shape } = value;
  switch (value.kind) {
    case 'numeric':
    case 'sparse':
      return { shape, ...placesOf(value), ...numbersOf(value) };
    case 'char':
      return { rows: value.rows };
    case 'cell':
      return { shape, cells: value.cells.map(plain) };
    case 'struct':
      return {
        shape,
        fields: Object.fromEntries([...value.fields].map(([name, all]) => [name, all.map(plain)])),
      };
    case 'opaque':
    case 'skipped':
      return { kind: value.kind, class: value.class };
  }
}

type Numbers = Extract<MatValue, { kind: 'numeric' | 'sparse' }>;

function placesOf(value: Numbers): object {
  if (value.kind === 'numeric') return {};
  return { rowNumbers: [...value.rows], columnStarts: [...value.columnStarts] };
}

function numbersOf({ data, imaginary }: Numbers): object {
  return { data: asJson(data), ...(imaginary && { imaginary: asJson(imaginary) }) };
}

/** Whole numbers of 64 bits as texts, and what JSON has no number for. */
function asJson(data: ArrayLike<number | bigint>): (number | string)[] {
  return Array.from(data, (number) =>
    typeof number === 'bigint' || !Number.isFinite(number) ? String(number) : number,
  );
}
