import type { Reading } from '../reading.js';
import { bytesPerElement } from '@gender/tensor';
import { MAX_CHARACTERS } from '../limits.js';
import type { MatChar } from '../mat-value.js';
import { matChar, MAX_CODE_POINT, textOfCodes } from '../char-rows.js';
import type { ArrayHeader } from './array-header.js';
import { readNumbers, readTag, type Element, type ElementReader } from './element.js';
import { MI, storageTypes } from '../stored-type.js';

/** Reads the content of a char array: UTF-8, or one number of any size for each character. */
export function* readText(
  from: ElementReader,
  { shape, count }: ArrayHeader,
  end: number,
): Reading<MatChar> {
  if (count > MAX_CHARACTERS) {
    throw from.reader.fail('MAT_LIMIT', `${count} characters; the limit is ${MAX_CHARACTERS}`);
  }
  const text = yield* decode(from, yield* readTag(from, end));
  // Some programs write no bytes for a text that should have some: then there is none.
  const value = matChar(text === '' && count > 0 ? [0, 0] : shape, text);
  if (value !== undefined) return value;
  throw from.reader.fail('MAT_FORMAT', `a text of ${text.length} characters stands for ${count}`);
}

function* decode(from: ElementReader, element: Element): Reading<string> {
  const { byteLength } = element;
  if (element.type === MI.utf8) {
    const bytes = yield* readNumbers(
      from,
      { ...element, type: MI.uint8 },
      'uint8',
      byteLength,
      'a text',
    );
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }
  const size = bytesPerElement(storageTypes.get(element.type) ?? 'uint8');
  const codes = yield* readCodes(from, element, size);
  if (codes instanceof Uint32Array && codes.some((code) => code > MAX_CODE_POINT)) {
    throw from.reader.fail('MAT_FORMAT', 'a text holds characters that do not exist');
  }
  return textOfCodes(codes);
}

function readCodes(
  from: ElementReader,
  element: Element,
  size: number,
): Reading<Uint8Array | Uint16Array | Uint32Array> {
  const dtype = size === 1 ? 'uint8' : size === 2 ? 'uint16' : 'uint32';
  return readNumbers(from, element, dtype, Math.floor(element.byteLength / size), 'a text');
}
