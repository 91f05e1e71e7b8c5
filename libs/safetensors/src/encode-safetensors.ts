import { bytesOf, bytesPerElement, type Tensor } from '@gender/tensor';
import { encodeHeader, METADATA, type Metadata, type TensorInfo } from './header.js';
import { SafetensorsError } from './safetensors-error.js';
import { typeName } from './stored-type.js';

/** A tensor and its name. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/**
 * A safetensors file piece by piece: its header, then the bytes of each tensor, which are views of
 * the tensors, not copies. Those of wider elements come first, so that all are aligned, otherwise
 * the order is kept; equal tensors in equal order give equal bytes.
 *
 * @throws SafetensorsError (`SAFETENSORS_FORMAT`) when a name is used twice or has a meaning of its own.
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Metadata = {},
): readonly Uint8Array[] {
  requireNames(tensors);
  const ordered = tensors.toSorted(
    (a, b) => bytesPerElement(b.tensor.dtype) - bytesPerElement(a.tensor.dtype),
  );
  let end = 0;
  const infos = ordered.map(({ name, tensor }): TensorInfo => {
    const start = end;
    end += tensor.data.byteLength;
    return { name, type: typeName(tensor.dtype), shape: tensor.shape, start, end };
  });
  return [
    encodeHeader({ metadata, tensors: infos }),
    ...ordered.map(({ tensor }) => bytesOf(tensor)),
  ];
}

function requireNames(tensors: readonly NamedTensor[]): void {
  const seen = new Set([METADATA]);
  for (const { name } of tensors) {
    if (seen.has(name)) {
      throw new SafetensorsError(
        'SAFETENSORS_FORMAT',
        `two tensors cannot be named "${name}", and none "${METADATA}"`,
      );
    }
    seen.add(name);
  }
}
