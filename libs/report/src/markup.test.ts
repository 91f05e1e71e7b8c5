import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decoded } from '../test/read-markup.js';
import { Markup, markup } from './markup.js';

describe('markup', () => {
  it('escapes every text, in elements and attributes, and keeps markup', () => {
    const hostile = `<img src=x onerror="a('b')">&amp;`;
    const escaped = '&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;amp;';
    expect(markup`<p title="${hostile}">${hostile}</p>`.text).toBe(
      `<p title="${escaped}">${escaped}</p>`,
    );
    expect(markup`<ul>${[1, '<', new Markup('<li>')]}${undefined}</ul>`.text).toBe(
      '<ul>1&lt;<li></ul>',
    );
  });

  it('shows what cannot be shown, or turns the direction of the text, as �', () => {
    expect(markup`${'a\u0000b\u202ec'}`.text).toBe('a\ufffdb\ufffdc');
  });

  it('shows every other character as it is, line breaks and joined emoji too', () => {
    const kept = [
      '\t',
      '\n',
      '\r',
      ' ',
      '~',
      '\u00a0',
      'ä',
      '李',
      '\u200f',
      '👩🏽\u200d🔬',
      '\ufffd',
    ];
    expect(markup`${kept}`.text).toBe(kept.join(''));
    const [low, high] = [
      [0, 8, 11, 12, 14, 31, 127],
      [128, 159, 0x202a, 0x2066, 0x2069, 0xffff],
    ];
    for (const code of [...low, ...high]) {
      expect(markup`${String.fromCharCode(code)}`.text).toBe('\ufffd');
    }
  });

  it('never lets a text leave its attribute or element, nor changes what is read there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = markup`${text}`.text;
        expect(escaped).not.toMatch(/[<>"']/);
        fc.pre(!escaped.includes('\ufffd'));
        expect(decoded(escaped)).toBe(text);
      }),
    );
  });

  it('keeps backslashes of its own text', () => {
    expect(markup`true \\ called`.text).toBe('true \\ called');
  });
});
