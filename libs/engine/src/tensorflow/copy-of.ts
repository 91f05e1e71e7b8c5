import { tensor, type Float32Tensor } from '@gender/tensor';

/**
 * A copy in memory of its own. A message to another thread would carry along the whole buffer
 * under a part of it, and would not copy shared memory.
 */
export function copyOf({ shape, data }: Float32Tensor): Float32Tensor {
  return tensor('float32', shape, new Float32Array(data));
}
