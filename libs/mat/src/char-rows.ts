import { elementCount } from '@gender/tensor';
import type { MatChar } from './mat-value.js';

/** Unicode ends here. */
export const MAX_CODE_POINT = 0x10ffff;
/** Characters joined at a time; a call takes only so many arguments. */
const BLOCK_LENGTH = 4096;

/** The text of code units or code points. */
export function textOfCodes(codes: Uint8Array | Uint16Array | Uint32Array): string {
  const blocks: string[] = [];
  for (let at = 0; at < codes.length; at += BLOCK_LENGTH) {
    blocks.push(String.fromCodePoint(...codes.subarray(at, at + BLOCK_LENGTH)));
  }
  return blocks.join('');
}

/** The text of bytes in Latin-1 up to the first zero. */
export function textUntilZero(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return textOfCodes(end === -1 ? bytes : bytes.subarray(0, end));
}

/**
 * A char array of characters in MATLAB's order, code units or code points; `undefined` where they
 * are not as many as the shape asks for.
 */
export function matChar(shape: readonly number[], text: string): MatChar | undefined {
  const count = elementCount(shape);
  const [rowCount = 0] = shape;
  if (rowCount === 1) return holds(text, count) ? { kind: 'char', shape, rows: [text] } : undefined;
  const characters = text.length === count ? text : Array.from(text);
  if (characters.length !== count) return undefined;
  if (count === 0) return { kind: 'char', shape, rows: [] };
  return { kind: 'char', shape, rows: rowsOf(characters, rowCount) };
}

/** Whether a text has so many characters, counted as code units or as code points. */
function holds(text: string, count: number): boolean {
  if (text.length === count) return true;
  if (text.length < count || text.length > 2 * count) return false;
  let characters = 0;
  for (const _ of text) characters += 1;
  return characters === count;
}

/** The rows of characters that follow each other column by column. */
function rowsOf(characters: ArrayLike<string>, rowCount: number): string[] {
  const rows = Array.from({ length: rowCount }, (): string[] => []);
  for (let at = 0; at < characters.length; at += 1) {
    rows[at % rowCount]?.push(String(characters[at]));
  }
  return rows.map((row) => row.join(''));
}
