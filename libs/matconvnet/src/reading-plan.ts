import { fieldOf, textOf, type MatEntry, type MatValue } from '@gender/mat';
import { elementCount } from '@gender/tensor';
import type { ConvertNetOptions } from './convert-net-options.js';
import { convertNet } from './convert-net.js';
import { findNet } from './find-net.js';

/** What a checkpoint holds beside the network. */
const BESIDE = new Set(['stats', 'info', 'state']);

/**
 * Arrays up to this many elements (16 MB of singles) are read before it is known whether their layer
 * is kept. Every convolution of VGG-Face is smaller, its fully connected layers are larger.
 */
const MAX_ELEMENTS_AT_SIGHT = 1 << 22;

/** One reading of a file: what to read of it, and where to end. */
export class ReadingPlan {
  readonly #file: string;
  readonly #options: ConvertNetOptions;
  readonly #wanted: ReadonlySet<string> | undefined;
  /** The layers of a SimpleNN network so far, and the fields so far of the next one. */
  readonly #layers: MatValue[] = [];
  #fields = new Map<string, MatValue>();
  #count = 0;
  /** `normalization`, or `meta` with one, once it was read. */
  #description: readonly [name: string, value: MatValue] | undefined;

  /** @param wanted - paths of large arrays that are to be read; default: all where all layers are kept */
  constructor(file: string, options: ConvertNetOptions, wanted?: ReadonlySet<string>) {
    this.#file = file;
    this.#options = options;
    this.#wanted = wanted;
  }

  /** Whether every layer is kept. */
  get #keepsAll(): boolean {
    return this.#options.includeTop && this.#options.until === undefined;
  }

  readonly select = ({ path, class: kind, shape }: MatEntry): boolean => {
    if (BESIDE.has(path)) return false;
    if (/^(?:\w+\.)?layers$/.test(path) && kind === 'cell') this.#count = elementCount(shape);
    if (this.#keepsAll || elementCount(shape) <= MAX_ELEMENTS_AT_SIGHT) return true;
    return this.#wanted?.has(path) ?? false;
  };

  /**
   * Whether reading can end after this array: all layers that are kept are there, and the
   * description. The top is known by its filters, before they are passed over: those that are
   * large and cover a whole map are taken for its first layer, whatever padding stands behind them.
   */
  readonly until = ({ path }: MatEntry, value: MatValue): boolean => {
    const [, index, field] = /^(?:\w+\.)?layers\{(\d+)\}(?:\.(.+))?$/.exec(path) ?? [];
    if (index === undefined) return this.#note(path, value);
    if (field !== undefined) return this.#hasField(field, value);
    this.#layers.push(value);
    this.#fields = new Map();
    const { until } = this.#options;
    if (until === undefined || this.#layers.length === this.#count) return false;
    return this.#isDescribed && textOf(fieldOf(value, 'name')) === until;
  };

  get #isDescribed(): boolean {
    return this.#description !== undefined;
  }

  #note(path: string, value: MatValue): boolean {
    const name = path.slice(path.indexOf('.') + 1);
    if (describes(name, value)) this.#description ??= [name, value];
    return false;
  }

  /** Keeps a field of the next layer; tells whether the top begins with it. */
  #hasField(field: string, value: MatValue): boolean {
    if (!field.includes('{') && !field.includes('.')) this.#fields.set(field, value);
    const { includeTop, until } = this.#options;
    const areFilters = field === 'weights{1}' || field === 'filters';
    if (!areFilters || value.kind !== 'skipped' || includeTop || until !== undefined) return false;
    return this.#isDescribed && this.#hasTop(value);
  }

  /** Whether the layers so far and one with such filters reach into the top. */
  #hasTop(filters: MatValue): boolean {
    const fields = new Map([...this.#fields, ['filters', filters] as const]);
    const layer: MatValue = {
      kind: 'struct',
      shape: [1, 1],
      fields: new Map([...fields].map(([name, value]) => [name, [value]])),
    };
    const cells = [...this.#layers, layer];
    const layers: MatValue = { kind: 'cell', shape: [1, cells.length], cells };
    const parts = new Map<string, MatValue>([['layers', layers]]);
    if (this.#description) parts.set(...this.#description);
    try {
      convertNet(findNet(this.#file, parts), this.#options);
      return true;
    } catch {
      return false;
    }
  }
}

function describes(name: string, value: MatValue): boolean {
  if (name === 'meta') return fieldOf(value, 'normalization') !== undefined;
  return name === 'normalization';
}
