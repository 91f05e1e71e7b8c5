import { required } from '@gender/core';
import type { CompoundMember, Metadata } from 'h5wasm/node';
import { datasetMetadata } from './dataset-metadata.js';
import { elementType, type ElementType } from './element-type.js';
import type { FileContext } from './file-context.js';
import { Hdf5Dataset } from './hdf5-dataset.js';
import { Hdf5Object } from './hdf5-object.js';

/** An array whose elements have several named numbers each, as complex ones have. */
export class Hdf5Compound extends Hdf5Object {
  override readonly kind = 'compound';
  readonly shape: readonly number[];
  readonly #metadata: Metadata;

  /** @internal */
  constructor(file: FileContext, path: string) {
    super(file, path);
    this.#metadata = datasetMetadata(file, path);
    this.shape = this.#metadata.shape ?? [0];
  }

  /** The names of the numbers of each element. */
  memberNames(): string[] {
    return this.#members().map(({ name }) => name);
  }

  /** One number of every element; `undefined` where there is no number of that name. */
  member(name: string): Hdf5Dataset | undefined {
    const member = this.#members().find((each) => each.name === name);
    const elements = member && elementType(member, this.file.numberFormat(this.path));
    if (!elements) return undefined;
    const { size } = this.#metadata;
    return new Hdf5Dataset(this.file, this.path, within(elements, member, size));
  }

  #members(): CompoundMember[] {
    return required(this.#metadata.compound_type, `the members of ${this.path}`).members;
  }
}

/** Elements of `stride` bytes, of which only one member counts. */
function within(elements: ElementType, member: CompoundMember, stride: number): ElementType {
  const { size, offset } = member;
  return {
    dtype: elements.dtype,
    decode: (bytes) => {
      const gathered = new Uint8Array((bytes.length / stride) * size);
      for (let [from, to] = [offset, 0]; to < gathered.length; from += stride, to += size) {
        gathered.set(bytes.subarray(from, from + size), to);
      }
      return elements.decode(gathered);
    },
  };
}
