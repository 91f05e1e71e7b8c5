// The size budget: what each package weighs, packed, unpacked, and installed with all that it brings, as
// docs/package-sizes.md records it. A package may grow by a quarter and some kilobytes before that is asked about.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installation } from '../consumer/src/installed-size.ts';
import { format, resolveConfig } from 'prettier';
import { root } from './workspace.mjs';

const file = join(root, 'docs/package-sizes.md');
const table = /(?<=<!-- table: sizes -->\n)[^]*?(?=<!-- end of table -->)/;

/** By how much a recorded size may be passed: a part of it, and kilobytes. */
const TOLERANCE = { part: 0.25, kilobytes: 16 };

/** The columns after the name. */
const columns = ['packed kB', 'unpacked kB', 'packages', 'installed kB'];

/**
 * Measures packages that were packed.
 *
 * @param packed - `name`, `packed` and `unpacked` bytes of each
 * @returns the numbers of the columns, by name
 */
export async function measureSizes(packed) {
  const own = new Map(packed.map(({ name, unpacked }) => [name, unpacked]));
  const rows = packed.map(async ({ name, packed: bytes, unpacked }) => {
    const { packages, bytes: installed } = await installation(root, name, own);
    return [name, [kilobytes(bytes), kilobytes(unpacked), packages, kilobytes(installed)]];
  });
  return new Map(await Promise.all(rows));
}

/** What has grown too much since it was recorded; a package without a record is new, and passes. */
export function sizeProblems(measured, recorded = readSizes()) {
  return [...measured].flatMap(([name, numbers]) => {
    const before = recorded.get(name);
    if (before === undefined) return [];
    return columns.flatMap((column, index) => {
      const most = before[index] * (1 + TOLERANCE.part) + TOLERANCE.kilobytes;
      if (!column.endsWith('kB') || numbers[index] <= most) return [];
      return [
        `${name}: ${column} ${numbers[index]}, recorded ${before[index]}; if that is worth it, npm run docs:sizes`,
      ];
    });
  });
}

export async function writeSizes(measured) {
  const rows = [...measured].map(([name, numbers]) => [name, ...numbers]);
  const lines = [['package', ...columns], columns.map(() => '---').concat('---'), ...rows];
  const markdown = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  const text = readFileSync(file, 'utf8').replace(table, `\n${markdown}\n\n`);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

/** The numbers of the table, by name. */
function readSizes() {
  const [rows] = table.exec(readFileSync(file, 'utf8'));
  const cells = rows
    .split('\n')
    .filter((row) => row.startsWith('| @'))
    .map((row) => row.split('|').map((cell) => cell.trim()));
  return new Map(cells.map(([, name, ...numbers]) => [name, numbers.slice(0, -1).map(Number)]));
}

const kilobytes = (bytes) => Math.round(bytes / 1000);
