import { mkdirSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '@gender/testing';
import { expect, test } from 'vitest';
import { dependentsOf, neededBy, readPackages, usedBy } from './package-graph.js';

const inFolder = temporaryFolder();

/** core ← tensor ← trainer; core ← mat, whose tests need tensor; e2e starts the trainer. */
function writeWorkspace(): void {
  const manifests = {
    'libs/core': {},
    'libs/tensor': { dependencies: { '@gender/core': '^0.1.0' } },
    'libs/mat': {
      dependencies: { '@gender/core': '^0.1.0', zod: '^4.0.0' },
      devDependencies: { '@gender/tensor': '^0.1.0' },
    },
    'apps/trainer': { dependencies: { '@gender/tensor': '^0.1.0' } },
    'tools/e2e': { private: true, nx: { name: 'e2e', implicitDependencies: ['trainer'] } },
  };
  for (const [folder, more] of Object.entries(manifests)) {
    const [, title = ''] = folder.split('/');
    mkdirSync(inFolder(folder), { recursive: true });
    const manifest = { name: `@gender/${title}`, version: '0.1.0', nx: { name: title }, ...more };
    writeFileSync(inFolder(folder, 'package.json'), JSON.stringify(manifest));
  }
  mkdirSync(inFolder('tools/ci'));
}

test('packages are read with what they need', () => {
  writeWorkspace();
  const packages = readPackages(inFolder(), ['libs', 'apps', 'tools']);
  expect(packages.map(({ title }) => title).sort()).toEqual([
    ...['core', 'e2e', 'mat', 'tensor', 'trainer'],
  ]);
  expect(packages.find(({ title }) => title === 'mat')).toEqual({
    ...{ title: 'mat', name: '@gender/mat', folder: 'libs/mat', version: '0.1.0' },
    ...{ isPrivate: false, others: ['@gender/tensor'] },
    dependencies: { '@gender/core': '^0.1.0', zod: '^4.0.0' },
  });
});

test.each([
  ['core', ['core', 'mat', 'tensor', 'trainer']],
  ['tensor', ['tensor', 'trainer']],
  ['mat', ['mat']],
])('a change of %s reaches those that use it, directly or through others', (title, reached) => {
  writeWorkspace();
  const packages = readPackages(inFolder(), ['libs', 'apps', 'tools']);
  expect(dependentsOf(title, packages, usedBy)).toEqual(reached);
});

test('it reaches tests and commands as well where these are asked for', () => {
  writeWorkspace();
  const packages = readPackages(inFolder(), ['libs', 'apps', 'tools']);
  expect(dependentsOf('tensor', packages, neededBy)).toEqual(['e2e', 'mat', 'tensor', 'trainer']);
});
