import { tensor, type Float32Tensor } from './tensor.js';

const unread = new WeakSet<object>();

/**
 * A tensor whose elements are read when somebody first asks for them, and kept then.
 *
 * @param read - gives all elements, in row-major order
 * @throws TensorError at the first use of `data`, when `read` gives another number of elements.
 */
export function lazyTensor(shape: readonly number[], read: () => Float32Array): Float32Tensor {
  let found: Float32Array | undefined;
  const lazy: Float32Tensor = {
    dtype: 'float32',
    shape,
    get data() {
      const data = found ?? tensor('float32', shape, read()).data;
      found = data;
      unread.delete(lazy);
      return data;
    },
  };
  unread.add(lazy);
  return lazy;
}

/** Whether a tensor's elements have yet to be read: they need not be looked at to know their number. */
export function isUnread(value: object): boolean {
  return unread.has(value);
}
