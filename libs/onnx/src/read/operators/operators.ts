import { activations } from './activation.js';
import { arithmetic } from './arithmetic.js';
import { convolutions } from './convolution.js';
import { denseOperators } from './dense.js';
import { normalizations } from './normalization.js';
import type { Operator, OperatorTable } from './operator.js';
import { pools } from './pool.js';
import { resizing } from './resize.js';
import { shapes } from './shape.js';

const table: OperatorTable = {
  ...convolutions,
  ...denseOperators,
  ...pools,
  ...activations,
  ...normalizations,
  ...arithmetic,
  ...shapes,
  ...resizing,
};

/** Every operator that layers express; one more is a row of the table of its group. */
export const operators: ReadonlyMap<string, Operator> = new Map(Object.entries(table));
