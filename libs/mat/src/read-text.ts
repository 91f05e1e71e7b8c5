import { bytesPerElement } from '@gender/tensor';
import type { ArrayHeader } from './array-header.js';
import { readNumbers, readTag, type Element, type ElementReader } from './element.js';
import { MI, storageTypes } from './level5.js';
import { MAX_CHARACTERS } from './limits.js';
import type { MatChar } from './mat-value.js';

/** Unicode ends here. */
const MAX_CODE_POINT = 0x10ffff;
/** Characters joined at a time; a call takes only so many arguments. */
const BLOCK_LENGTH = 4096;

/** Reads the content of a char array: UTF-8, or one number of any size for each character. */
export async function readText(
  from: ElementReader,
  header: ArrayHeader,
  end: number,
): Promise<MatChar> {
  const { shape, count } = header;
  if (count > MAX_CHARACTERS) {
    throw from.reader.fail('MAT_LIMIT', `${count} characters; the limit is ${MAX_CHARACTERS}`);
  }
  const element = await readTag(from, end);
  const text = await decode(from, element);
  const characters = text.length === count ? text.split('') : Array.from(text);
  if (characters.length !== count) {
    throw from.reader.fail('MAT_FORMAT', `${characters.length} characters stand for ${count}`);
  }
  return { kind: 'char', shape, rows: rowsOf(text, characters, shape[0] ?? 0) };
}

async function decode(from: ElementReader, element: Element): Promise<string> {
  const { byteLength } = element;
  if (element.type === MI.utf8) {
    const bytes = await from.reader.read(byteLength);
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    await from.reader.skip(element.padding);
    return text;
  }
  const size = bytesPerElement(storageTypes.get(element.type) ?? 'uint8');
  const codes = await readCodes(from, element, size);
  if (size === 4 && codes.some((code) => code > MAX_CODE_POINT)) {
    throw from.reader.fail('MAT_FORMAT', 'a text holds characters that do not exist');
  }
  let text = '';
  for (let at = 0; at < codes.length; at += BLOCK_LENGTH) {
    text += String.fromCodePoint(...codes.subarray(at, at + BLOCK_LENGTH));
  }
  return text;
}

function readCodes(
  from: ElementReader,
  element: Element,
  size: number,
): Promise<Uint8Array | Uint16Array | Uint32Array> {
  const dtype = size === 1 ? 'uint8' : size === 2 ? 'uint16' : 'uint32';
  return readNumbers(from, element, dtype, Math.floor(element.byteLength / size), 'a text');
}

/** Characters in MATLAB's order as the texts of `rowCount` rows; none where there are no characters. */
function rowsOf(text: string, characters: readonly string[], rowCount: number): string[] {
  if (rowCount === 1) return [text];
  if (characters.length === 0) return [];
  return Array.from({ length: rowCount }, (_, row) =>
    characters.filter((_, index) => index % rowCount === row).join(''),
  );
}
