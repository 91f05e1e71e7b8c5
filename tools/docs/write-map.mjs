// Draws the house as docs/images/house.svg from the packages: a row for each floor, an arrow for each
// dependency that no other one implies. With `--check` it only says whether the drawing is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packages, root } from '../ci/workspace.mjs';
import { drawMap } from './draw-map.mjs';

const file = join(root, 'docs/images/house.svg');
const drawn = drawMap(packages());
const check = process.argv.includes('--check');

if (!check) writeFileSync(file, drawn);
else if (readFileSync(file, 'utf8') !== drawn) {
  console.error('docs/images/house.svg is stale: draw it with npm run docs:map');
  process.exitCode = 1;
}
