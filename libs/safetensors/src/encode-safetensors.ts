import { bytesOf, bytesPerElement, elementCount, type DType, type Tensor } from '@gender/tensor';
import { encodeHeader, METADATA, type Metadata, type TensorInfo } from './header.js';
import { SafetensorsError } from './safetensors-error.js';
import { typeNames } from './stored-type.js';

/** A tensor and its name. */
export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** What a file says about a tensor whose elements are elsewhere. */
export interface TensorOutline {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
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
  const ordered = tensors.toSorted(
    (a, b) => bytesPerElement(b.tensor.dtype) - bytesPerElement(a.tensor.dtype),
  );
  const outlines = ordered.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape }));
  return [
    encodeSafetensorsHeader(outlines, metadata),
    ...ordered.map(({ tensor }) => bytesOf(tensor)),
  ];
}

/**
 * The header of a safetensors file whose tensors follow piece by piece, so that they need never be
 * in memory together.
 *
 * @param tensors - in the order in which their little-endian elements follow, the widest types first
 * @throws SafetensorsError (`SAFETENSORS_FORMAT`) when a name is used twice or has a meaning of its own.
 */
export function encodeSafetensorsHeader(
  tensors: readonly TensorOutline[],
  metadata: Metadata = {},
): Uint8Array {
  requireNames(tensors);
  let end = 0;
  const infos = tensors.map(({ name, dtype, shape }): TensorInfo => {
    const start = end;
    end += elementCount(shape) * bytesPerElement(dtype);
    return { name, type: typeNames[dtype], shape, start, end };
  });
  return encodeHeader({ metadata, tensors: infos });
}

function requireNames(tensors: readonly TensorOutline[]): void {
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
