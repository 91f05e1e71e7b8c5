import type { Tree } from '@nx/devkit';
import { readJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, expect, test } from 'vitest';
import library from './generator.mjs';

let tree: Tree;

beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
  tree.write('LICENSE', 'MIT License');
  tree.write('tsconfig.json', JSON.stringify({ references: [{ path: './libs/core' }] }));
  tree.write('apps/trainer/package.json', JSON.stringify({ nx: { tags: ['floor:10'] } }));
  tree.write('libs/core/package.json', '{}');
});

test('a library has all that the others have', async () => {
  await library(tree, { name: 'face-shape', floor: 3, description: 'Outlines of faces' });
  expect(tree.children('libs/face-shape').sort()).toEqual([
    ...['LICENSE', 'README.md', 'package.json', 'src'],
    ...['tsconfig.build.json', 'tsconfig.json', 'tsconfig.spec.json', 'vitest.config.ts'],
  ]);
  expect(tree.children('libs/face-shape/src').sort()).toEqual([
    ...['face-shape.test.ts', 'face-shape.ts', 'index.ts'],
  ]);
  expect(readJson(tree, 'libs/face-shape/package.json')).toMatchObject({
    ...{ name: '@gender/face-shape', version: '0.1.0', description: 'Outlines of faces' },
    repository: { directory: 'libs/face-shape' },
    nx: { name: 'face-shape', tags: ['floor:3', 'platform:any', 'home:face-shape'] },
  });
  expect(tree.read('libs/face-shape/src/face-shape.ts', 'utf8')).toContain(
    "export function faceShape(): string {\n  return 'face-shape';\n}\n",
  );
  expect(tree.read('libs/face-shape/README.md', 'utf8')).toContain('\nOutlines of faces.\n');
  expect(readJson(tree, 'tsconfig.json')).toEqual({
    references: [{ path: './libs/core' }, { path: './libs/face-shape' }],
  });
});

test('a library for Node alone says so', async () => {
  await library(tree, { name: 'queue', floor: 1, platform: 'node' });
  expect(readJson(tree, 'libs/queue/package.json')).toMatchObject({
    nx: { tags: ['floor:1', 'platform:node', 'home:queue'] },
  });
});

test('no name is given twice, and no library stands among the programs', async () => {
  await expect(library(tree, { name: 'core', floor: 0 })).rejects.toThrow('by libs/core');
  await expect(library(tree, { name: 'trainer', floor: 0 })).rejects.toThrow('by apps/trainer');
  await expect(library(tree, { name: 'queue', floor: 10 })).rejects.toThrow('below 10');
  expect(tree.exists('libs/queue')).toBe(false);
});
