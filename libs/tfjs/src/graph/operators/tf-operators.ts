import { elementwise } from './elementwise.js';
import { maps } from './maps.js';
import { products } from './products.js';
import { shapes } from './shapes.js';
import type { Translate, TranslationTable } from './translate.js';

const table: TranslationTable = { ...elementwise, ...maps, ...products, ...shapes };

/** Every operator of TensorFlow that is read; one more is a row of the table of its group. */
export const tfOperators: ReadonlyMap<string, Translate> = new Map(Object.entries(table));
