// Links of the documents to files, folders and headings of the repository lead somewhere.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { root, textOf } from '../workspace.mjs';

export const title = 'links of the documents';

export function check() {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'];
  const files = execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim().split('\n');
  return { problems: files.filter((file) => existsSync(join(root, file))).flatMap(problemsOf) };
}

function problemsOf(file) {
  return [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, address]) => address)
    .filter((address) => !/^[a-z]+:/.test(address))
    .flatMap((address) => {
      const problem = problemOf(file, address);
      return problem === undefined ? [] : [`${file}: the link ${address} ${problem}`];
    });
}

function problemOf(file, address) {
  const [path, heading] = address.split('#');
  const target = path === '' ? file : posix.join(posix.dirname(file), decodeURI(path));
  if (!existsSync(join(root, target))) return 'leads to nothing';
  if (heading === undefined) return undefined;
  const isFolder = statSync(join(root, target)).isDirectory();
  const headings = textOf(isFolder ? posix.join(target, 'README.md') : target).matchAll(
    /^#+ (.+)$/gm,
  );
  const found = [...headings].some(([, words]) => anchorOf(words) === heading);
  return found ? undefined : 'names no heading there';
}

/** The anchor that GitHub gives a heading. */
function anchorOf(words) {
  return words
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-');
}
