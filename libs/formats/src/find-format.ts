import { FormatError } from './format-error.js';
import { keras } from './formats/keras.js';
import { matconvnet } from './formats/matconvnet.js';
import { onnx } from './formats/onnx.js';
import { safetensors } from './formats/safetensors.js';
import { tfjs } from './formats/tfjs.js';
import type { NetworkFormat } from './network-format.js';

/** Every format; a new one is one entry. */
export const networkFormats: readonly NetworkFormat[] = [
  matconvnet,
  ...keras,
  safetensors,
  onnx,
  tfjs,
];

/**
 * The format of a file, by the end of its name.
 *
 * @throws FormatError (`FORMAT_UNKNOWN`) when no format ends so.
 */
export function findFormat(path: string): NetworkFormat {
  const name = path.toLowerCase();
  const format = networkFormats.find(({ endings }) =>
    endings.some((ending) => name.endsWith(ending)),
  );
  if (format !== undefined) return format;
  throw new FormatError(
    'FORMAT_UNKNOWN',
    `the name of ${path} tells no format; expected one of ${listEndings(networkFormats)}`,
  );
}

/** `.h5, .keras, / (a folder, TensorFlow.js)` */
export function listEndings(formats: readonly NetworkFormat[]): string {
  return formats
    .flatMap(({ endings, name }) =>
      endings.map((ending) => (ending === '/' ? `/ (a folder, ${name})` : ending)),
    )
    .join(', ');
}
