import { describe, expect, it } from 'vitest';
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

  it('keeps backslashes of its own text', () => {
    expect(markup`true \\ called`.text).toBe('true \\ called');
  });
});
