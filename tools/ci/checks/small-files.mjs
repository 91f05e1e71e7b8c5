// A file of under 15 lines that one other file imports is no room of its own: it goes into that
// file. What the index alone imports serves the callers of the package.
import { basename } from 'node:path';
import { importGraph } from '../import-graph.mjs';
import { filesOf, linesOf, packages } from '../workspace.mjs';

export const title = 'small files with one caller';

const LINES = 15;

export function check() {
  const problems = packages(['libs', 'apps', 'tools']).flatMap((entry) => {
    const graph = importGraph(filesOf(entry).sources);
    return [...graph.keys()]
      .filter((file) => basename(file) !== 'index.ts' && linesOf(file) < LINES)
      .flatMap((file) => {
        const callers = [...graph].filter(([, targets]) => targets.includes(file));
        if (callers.length !== 1 || basename(callers[0][0]) === 'index.ts') return [];
        return [`${file} (${linesOf(file)} lines) serves only ${callers[0][0]}: put it there`];
      });
  });
  return { problems };
}
