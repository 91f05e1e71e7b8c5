import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageOf, versions } from './versions.js';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gender versions '));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Writes a package, and gives the address of a module in one of its folders. */
function writePackage(json: object, ...folders: string[]): string {
  const folder = join(root, ...folders);
  mkdirSync(join(folder, 'dist', 'deep'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(json));
  return pathToFileURL(join(folder, 'dist', 'deep', 'index.js')).href;
}

const manifestOf = (path: string): { version: string; dependencies: Record<string, string> } =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };

describe('versions', () => {
  test('are those of Node, of the package, and of our packages that it names', () => {
    const dependencies = Object.keys(manifestOf('../package.json').dependencies);
    const ours = dependencies.filter((name) => name.startsWith('@gender/'));
    expect(ours).toContain('@gender/core');
    expect(versions(import.meta.url)).toEqual({
      node: process.versions.node,
      '@gender/cli': manifestOf('../package.json').version,
      ...Object.fromEntries(
        ours.map((name) => [name, manifestOf(`../../${name.slice(8)}/package.json`).version]),
      ),
    });
  });

  test('are found beside the package, as npm installs them, and leave others out', () => {
    const dependencies = { '@gender/one': '^1.0.0', zod: '^4.0.0' };
    const url = writePackage({ name: '@gender/app', version: '3.2.1', dependencies });
    writePackage({ name: '@gender/one', version: '1.4.0' }, 'node_modules', '@gender', 'one');
    expect(versions(url)).toEqual({
      node: process.versions.node,
      '@gender/app': '3.2.1',
      '@gender/one': '1.4.0',
    });
  });

  test('are not told where one of our packages is missing', () => {
    const dependencies = { '@gender/absent': '^1.0.0' };
    const url = writePackage({ name: '@gender/app', version: '3.2.1', dependencies });
    expect(() => versions(url)).toThrow('@gender/absent');
  });
});

describe('the package of a module', () => {
  test('is that of the nearest folder above', () => {
    writePackage({ name: 'outer', version: '1.0.0' });
    const url = writePackage({ name: 'inner', version: '2.0.0' }, 'packages', 'inner');
    expect(packageOf(url)).toEqual({ name: 'inner', version: '2.0.0', dependencies: {} });
  });

  test('is an error where there is none', () => {
    expect(() => packageOf('file:///nowhere/at/all/index.js')).toThrow('package.json');
  });
});
