/**
 * How many planted label errors confident learning finds: flips a part of the labels of a results file of
 * two classes, and says which part of them is suspected (recall), and which part of the suspected was
 * flipped (precision). `label-errors.ts RESULTS.csv`
 */
import { Console } from 'node:console';
import { createRandom } from '@gender/core';
import { analyseErrors, readResults } from '@gender/evaluation';

const [path = 'data/demo/results/DemoFaces_test_results.csv'] = process.argv.slice(2);
const { classes, rows } = await readResults(path);
const draws = 50;
const terminal = new Console(process.stdout, process.stderr);

const untouched = analyseErrors({ classes, rows }).suspects.length;
terminal.log(`${rows.length} pictures, ${untouched} suspected as they are`);
for (const part of [0.02, 0.05, 0.1]) {
  const [found, right] = [[], []] as [number[], number[]];
  for (let seed = 0; seed < draws; seed += 1) {
    const random = createRandom(seed);
    const flips = Math.round(part * rows.length);
    const files = rows.map(({ file }) => ({ file, place: random.next() }));
    const chosen = files.toSorted((a, b) => a.place - b.place).slice(0, flips);
    const flipped = new Set(chosen.map(({ file }) => file));
    const planted = rows.map((row) =>
      flipped.has(row.file) ? { ...row, label: 1 - row.label } : row,
    );
    const { suspects } = analyseErrors({ classes, rows: planted });
    const hits = suspects.filter(({ file }) => flipped.has(file)).length;
    found.push(hits / flips);
    right.push(hits / suspects.length);
  }
  const mean = (values: number[]): string =>
    (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
  terminal.log(`${100 * part} % flipped: recall ${mean(found)}, precision ${mean(right)}`);
}
