// Inside a package, no circle of files, and no arrow back up: a room (a folder) serves the rooms
// above it and does not import from them what is made of itself.
//
// An arrow back up is an import from a deeper room of the package's index, or of a file in a folder
// above that imports, directly or through others, a file of the deeper room.
import { dirname } from 'node:path';
import { importGraph, reachedFrom } from '../import-graph.mjs';
import { filesOf, packages } from '../workspace.mjs';

export const title = 'circles of files and arrows back up';

export function check() {
  return packages(['libs', 'apps', 'tools'])
    .map((entry) => importGraph(filesOf(entry).sources))
    .reduce(
      ({ problems }, graph) => ({
        problems: [...problems, ...circles(graph), ...arrowsUp(graph)],
      }),
      { problems: [] },
    );
}

function circles(graph) {
  const reached = new Map([...graph.keys()].map((file) => [file, reachedFrom(graph, file)]));
  const members = [...graph.keys()].filter((file) => reached.get(file).has(file));
  const seen = new Set();
  return members.flatMap((file) => {
    if (seen.has(file)) return [];
    const circle = members.filter((o) => reached.get(file).has(o) && reached.get(o).has(file));
    for (const member of circle) seen.add(member);
    return [`circle: ${circle.join(', ')} import each other; move what they share to a file below`];
  });
}

function arrowsUp(graph) {
  return [...graph].flatMap(([file, targets]) =>
    targets
      .filter((target) => isAbove(dirname(target), dirname(file)))
      .filter((target) => target.endsWith('/src/index.ts') || servedBy(graph, target, file))
      .map((target) => `arrow back up: ${file} imports ${target}, which imports from its folder`),
  );
}

const isAbove = (upper, lower) => lower.startsWith(`${upper}/`);

/** Whether a file uses, through any number of others, something of another file's room. */
function servedBy(graph, target, file) {
  const room = dirname(file);
  return [...reachedFrom(graph, target)].some((used) => `${dirname(used)}/`.startsWith(`${room}/`));
}
