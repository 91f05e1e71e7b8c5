import type { Network } from '@gender/network';
import { elementCount, formatShape, type Float32Tensor } from '@gender/tensor';
import { EngineError } from './engine-error.js';

/** @throws EngineError (`ENGINE_SHAPE`) unless a tensor is a batch of inputs of a network. */
export function checkInput(
  { name, input }: Pick<Network, 'name' | 'input'>,
  { shape, data }: Float32Tensor,
): void {
  const [pictures = 0, ...rest] = shape;
  const like = input.anySize ? [...rest.slice(0, 2), ...input.shape.slice(2)] : input.shape;
  const fits = Math.min(pictures, ...rest) >= 1 && formatShape(rest) === formatShape(like);
  if (fits && data.length === elementCount(shape)) return;
  throw new EngineError(
    'ENGINE_SHAPE',
    `network "${name}" reads (N, ${input.shape.join(', ')}) with N of at least 1, found ${formatShape(shape)} with ${data.length} elements`,
  );
}
