/** Text that is markup already, and is not escaped again. */
export class Markup {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }
}

/** What may stand in markup: texts are escaped, lists joined, what is `undefined` left out. */
export type Content = Markup | string | number | undefined | readonly Content[];

/**
 * Markup with contents; whatever is no {@link Markup} itself is escaped, in elements and in quoted
 * attributes.
 *
 * @example
 * markup`<p title="${'"x"'}">${'<b>'}</p>`.text; // <p title="&quot;x&quot;">&lt;b&gt;</p>
 */
export function markup(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(String.raw({ raw: parts }, ...contents.map(encode)));
}

function encode(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'object') return content.map(encode).join('');
  return escapeMarkup(String(content));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that no HTML document may hold, and those that turn the direction of what follows. */
const unprintable = /(?![\t\n\r])[\p{Cc}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;

/** A text for HTML: what would be markup is escaped, what cannot be shown becomes �. */
export function escapeMarkup(text: string): string {
  return showable(text.replace(/[&<>"']/g, (character) => entities[character] ?? character));
}

/** A text in which what cannot be shown, or turns the direction of what follows, is �. */
export function showable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}
