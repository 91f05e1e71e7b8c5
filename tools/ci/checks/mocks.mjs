// The test files of a project share the modules of one process; where they replace modules, the project
// isolates them (`isolate: true` in its vitest.config.ts), and nowhere else, as that takes twice the time.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, packages, root, textOf } from '../workspace.mjs';

export const title = 'projects that isolate their tests';

const configOf = (folder) => `${folder}/vitest.config.ts`;

export function check() {
  const tested = packages(['libs', 'apps', 'tools']).filter(({ folder }) =>
    existsSync(join(root, configOf(folder))),
  );
  const problems = tested.flatMap((entry) => {
    const config = configOf(entry.folder);
    const replacing = filesOf(entry).tests.filter((file) =>
      /\bvi\.(mock|doMock|resetModules)\(/.test(textOf(file)),
    );
    const isolated = textOf(config).includes('isolate: true');
    if (replacing.length > 0 && !isolated)
      return [`${config}: isolate: true is missing, as ${replacing[0]} replaces modules`];
    if (replacing.length === 0 && isolated)
      return [`${config}: isolate: true is not needed, as no test replaces a module`];
    return [];
  });
  return { problems };
}
