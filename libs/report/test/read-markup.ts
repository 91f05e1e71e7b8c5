const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" },
};

/** A text as a browser reads it out of markup. */
export function decoded(text: string): string {
  return text.replace(/&([^;&]*);/g, (entity, name: string) => {
    const character = entities[name];
    if (character === undefined) throw new Error(`${entity} is no entity that these pages have`);
    return character;
  });
}

/** The names of tags and attributes in their order: what escaped texts must not change. */
export function outline(page: string): string[] {
  return [...page.matchAll(/<([!/]?\w+)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*\/?>/g)].map(
    ([, tag, attributes]) =>
      [tag, ...attributes!.replaceAll(/="[^"]*"/g, '').split(/\s+/)].join(' '),
  );
}

/** The texts of an attribute, as a browser reads them. */
export function attributeOf(page: string, name: string): string[] {
  return [...page.matchAll(new RegExp(`<[^>]* ${name}="([^"]*)"`, 'g'))].map(([, text]) =>
    decoded(text!),
  );
}
