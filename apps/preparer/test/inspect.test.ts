import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { runInMemory } from '@gender/cli/testing';
import { solidPicture, temporaryFolder } from '@gender/testing';
import { describe, expect, test } from 'vitest';
import { app } from '../src/index.js';

const inFolder = temporaryFolder();

function draw(name: string, colour: number): void {
  mkdirSync(dirname(inFolder(name)), { recursive: true });
  writeFileSync(inFolder(name), solidPicture(4, 4, [colour, 0, 0]));
}

/** A collection that is split, with one picture in both splits. */
function collection(): string {
  for (const [index, split] of ['train', 'test'].entries()) {
    draw(`faces/${split}/Female/${split}_Age31.bmp`, 1 + index);
    draw(`faces/${split}/Male/1.bmp`, 9);
  }
  return inFolder('faces');
}

describe('audit', () => {
  test('names what leaks, and fails for it where that is asked', async () => {
    const source = collection();
    const run = await runInMemory(app, ['audit', source]);
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toContain('file: train/Male/1.bmp, test/Male/1.bmp');
    expect((await runInMemory(app, ['audit', source, '--strict'])).exitCode).toBe(1);
  });

  test('gives every pair with --json', async () => {
    const { stdout } = await runInMemory(app, ['audit', collection(), '--json', '-q']);
    expect(JSON.parse(stdout)).toMatchObject({
      images: { train: 2, validation: 0, test: 2 },
      leaking: 1,
      leaks: [{ kind: 'file', splits: ['train', 'test'] }],
    });
  });
});

test.each(['inspect', 'audit'])(
  '%s calls nobody known who was told apart by faces',
  async (name) => {
    const rows = ['file,label,split,person'];
    for (const [n, person] of ['Ann', 'cluster 1', 'cluster 1', 'cluster 2'].entries()) {
      draw(`list/${n}.bmp`, 20 * n);
      rows.push(`${n}.bmp,${n % 2 ? 'Male' : 'Female'},${n < 2 ? 'train' : 'test'},${person}`);
    }
    writeFileSync(inFolder('list', 'list.csv'), rows.join('\n'));
    const { stdout } = await runInMemory(app, [name, inFolder('list')]);
    expect(stdout).toContain('known: 1 person; told apart by their faces: 2 persons');
  },
);

/** A collection with letters of two forms, spaces and marks of HTML in its names. */
function oddlyNamed(): string {
  const names = ['caf\u00e9 <b>.bmp', 'cafe\u0301 & 2.bmp', '3.BMP'];
  for (const [at, name] of names.entries()) {
    for (const label of ['Female', 'Male']) draw(`odd/${label}/${name}`, 40 * at + label.length);
  }
  return inFolder('odd');
}

describe('a contact sheet', () => {
  /** Names and pictures of a page. */
  const shown = (path: string) => {
    const page = readFileSync(path, 'utf8');
    return {
      headings: [...page.matchAll(/<h2 [^>]*>(.*?)<\/h2>/g)].map(([, title]) => title),
      names: [
        ...page.matchAll(/<img src="data:image\/png;base64,[^"]+" alt="">\n<div>(.*?)<\/div>/g),
      ].map(([, name]) => name!.replace(inFolder(), '')),
    };
  };

  test('of an audit has the leaking pairs side by side, with kind and splits', async () => {
    const sheet = inFolder('leaks.html');
    const { stdout } = await runInMemory(app, ['audit', collection(), '--sheet', sheet]);
    expect(stdout).toContain(`pictures: ${sheet}`);
    expect(shown(sheet)).toEqual({
      headings: ['train into test: the same file'],
      names: ['train/Male/1.bmp', 'test/Male/1.bmp'],
    });
  });

  test('of a collection has pictures of each class under their names, then duplicates', async () => {
    const source = oddlyNamed();
    writeFileSync(`${source}/Male/again.bmp`, readFileSync(`${source}/Male/3.BMP`));
    const sheet = inFolder('faces.html');
    const run = await runInMemory(app, ['inspect', source, '--sheet', sheet, '--json', '-q']);
    expect(JSON.parse(run.stdout)).toMatchObject({ sheet, classes: { Female: 3, Male: 4 } });
    const { headings, names } = shown(sheet);
    expect(headings).toEqual(['Female', 'Male', 'the same file']);
    expect(names).toHaveLength(3 + 4 + 2);
    expect(names.slice(-2)).toEqual(['/odd/Male/3.BMP', '/odd/Male/again.bmp']);
    expect(names).toContain('/odd/Female/caf\u00e9 &lt;b&gt;.bmp');
    expect(names).toContain('/odd/Female/cafe\u0301 &amp; 2.bmp');
  });

  test('is no other kind of file, and is not written where there is nothing to show', async () => {
    const wrong = await runInMemory(app, ['inspect', collection(), '--sheet', inFolder('a.png')]);
    expect(wrong.exitCode).toBe(2);
    expect(wrong.stderr).toContain('.html');
    const sheet = inFolder('none.html');
    const none = await runInMemory(app, ['audit', inFolder('nowhere'), '--sheet', sheet]);
    expect(none.exitCode).toBe(1);
    expect(existsSync(sheet)).toBe(false);
  });
});

describe('inspect', () => {
  test('prints what is there', async () => {
    const { stdout, exitCode } = await runInMemory(app, ['inspect', collection()]);
    expect(exitCode).toBe(0);
    for (const text of ['4 pictures (layout splits)', '30-39', '4×4', '1 duplicate, 0 of them']) {
      expect(stdout).toContain(text);
    }
  });

  test('is refused with one line where there is nothing', async () => {
    const { stderr, exitCode } = await runInMemory(app, ['inspect', inFolder('nowhere')]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('DATASET_NOT_FOUND');
  });
});
