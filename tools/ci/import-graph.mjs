// Which file imports which, inside one package.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { root, textOf } from './workspace.mjs';

/** For each file, the files of the same list that it imports by a relative path, types included. */
export function importGraph(files) {
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const { importedFiles } = ts.preProcessFile(textOf(file), true, true);
      const targets = importedFiles
        .filter(({ fileName }) => fileName.startsWith('.'))
        .map(({ fileName }) => normalize(join(dirname(file), fileName)).replace(/(\.js)?$/, '.ts'));
      const missing = targets.find((target) => !existsSync(join(root, target)));
      if (missing !== undefined && !missing.includes('/generated/')) {
        throw new Error(`${file} imports ${missing}, which is not there`);
      }
      return [file, [...new Set(targets)].filter((target) => known.has(target))];
    }),
  );
}

/** All files that are reached from one, over any number of imports. */
export function reachedFrom(graph, start) {
  const reached = new Set();
  const open = [...(graph.get(start) ?? [])];
  while (open.length > 0) {
    const file = open.pop();
    if (reached.has(file)) continue;
    reached.add(file);
    open.push(...graph.get(file));
  }
  return reached;
}
