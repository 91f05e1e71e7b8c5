import { describe, expect, test } from 'vitest';
import { attributeOf, decoded, outline } from '../test/read-markup.js';
import { contactSheetPage, type ContactSheet } from './contact-sheet.js';

const png = Uint8Array.of(1, 2, 250);

/** A sheet of single pictures and of pairs whose every name is what `name` makes of it. */
const sheetOf = (name: (plain: string) => string): ContactSheet => ({
  title: name('faces'),
  lead: name('3 pictures'),
  groups: [
    {
      ...{ title: name('Female'), note: name('2 of 7') },
      entries: ['a.jpg', 'b.jpg'].map((file) => [{ file: name(file), alt: name(file), png }]),
    },
    {
      ...{ title: name('near'), note: name('all') },
      entries: [
        ['train', 'test'].map((split) => ({
          ...{ file: name(`${split}/1.jpg`), alt: name('one'), caption: name(split), png },
        })),
      ],
    },
  ],
  footer: name('made by a test'),
});

const textOf = (page: string): string =>
  decoded(page.replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, ' ')).replaceAll(/\s+/g, ' ');

describe('a contact sheet', () => {
  test('holds its pictures over their names, pairs side by side', () => {
    const page = contactSheetPage(sheetOf((plain) => plain));
    // The bytes 1, 2 and 250 in base64.
    expect(attributeOf(page, 'src')).toEqual(Array(4).fill('data:image/png;base64,AQL6'));
    expect(attributeOf(page, 'alt')).toEqual(['a.jpg', 'b.jpg', 'one', 'one']);
    const text = textOf(page);
    expect(text).toContain('Female 2 of 7 a.jpg b.jpg');
    expect(text).toContain('near all train/1.jpg train test/1.jpg test');
    const [pair] = page.match(/<ul class="pairs">.*?<\/ul>/s) ?? [];
    expect(pair?.match(/<li>/g)).toHaveLength(1);
    expect(pair?.match(/<img /g)).toHaveLength(2);
  });

  test('has a way from the top to each group', () => {
    const page = contactSheetPage(sheetOf((plain) => plain));
    const ids = attributeOf(page, 'id');
    expect(attributeOf(page, 'href')).toEqual(ids.map((id) => `#${id}`));
    expect(new Set(ids).size).toBe(2);
  });

  test('has names as texts, whatever they are, and asks nothing of any server', () => {
    const plain = outline(contactSheetPage(sheetOf((name) => `${name} padded`)));
    for (const hostile of ['</title><script>alert(1)</script>', `" onload="alert(1)" x='`]) {
      const page = contactSheetPage(sheetOf((name) => name + hostile));
      expect(outline(page)).toEqual(plain);
      expect(textOf(page)).toContain(`b.jpg${hostile}`);
      expect(page).toContain(`content="default-src 'none'`);
    }
  });
});
