import type { Random } from '@gender/core';
import { cut, flipBit, pick, removePiece, splice, type Mutation } from './damage-binary.js';

/** What stands nowhere in a sound file, or only where it means something. */
const ODD_TEXTS = [
  ',',
  ';',
  '\t',
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '\0',
  '{',
  '}',
  '[',
  ']',
  ':',
  '\ufeff',
  '\u2028',
  'ÿ',
  '😀',
  '../',
  '__proto__',
  'constructor',
  '['.repeat(2000),
  'x'.repeat(5000),
];

/** What a number may be replaced by. */
const ODD_NUMBERS = [
  '0',
  '-1',
  '-0',
  '1.5',
  '1e999',
  '-1e999',
  '1e-400',
  'NaN',
  'Infinity',
  '2147483648',
  '9007199254740993',
  '0x10',
  '1_000',
  '',
];

/** What any value of a JSON document may be replaced by. */
const ODD_VALUES = [
  'null',
  'true',
  'false',
  '""',
  '"0"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '{"":0}',
  '-1',
  '0',
  '1e9',
  '4294967296',
  '"__proto__"',
];

/** Ways to damage JSON and CSV. */
export const textMutations: readonly Mutation[] = [
  asText(insertOddText),
  asText((text, random) =>
    replaceMatch(text, /-?\d+(\.\d+)?([eE][+-]?\d+)?/g, ODD_NUMBERS, random),
  ),
  asText((text, random) =>
    replaceMatch(text, /"[^"]*"|-?\d[\d.eE+-]*|true|false|null|\[\]|\{\}/g, ODD_VALUES, random),
  ),
  asText(repeatLine),
  flipBit,
  cut,
  removePiece,
  splice,
];

/** Damages the UTF-8 text that bytes hold. */
function asText(change: (text: string, random: Random) => string): Mutation {
  return (bytes, random) =>
    new Uint8Array(Buffer.from(change(Buffer.from(bytes).toString(), random)));
}

function insertOddText(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  return text.slice(0, at) + pick(ODD_TEXTS, random) + text.slice(at);
}

/** Replaces one of the places that a pattern finds. */
function replaceMatch(
  text: string,
  pattern: RegExp,
  replacements: readonly string[],
  random: Random,
): string {
  const matches = [...text.matchAll(pattern)];
  if (matches.length === 0) return text;
  const { index, 0: found } = pick(matches, random);
  return text.slice(0, index) + pick(replacements, random) + text.slice(index + found.length);
}

/** Says a line, or an entry of a list, twice. */
function repeatLine(text: string, random: Random): string {
  const pieces = text.split(/(?<=[\n,])/);
  const at = random.integer(pieces.length);
  return pieces.toSpliced(at, 0, pick(pieces, random)).join('');
}
