import { dependentsOf, usedBy, type Package } from './package-graph.js';

/** What a release came to after a change of one package. */
export interface Raised {
  /** The versions before and after, by the title of each package that was raised. */
  readonly table: Readonly<Record<string, { readonly before: string; readonly after: string }>>;
  /** What should not be; empty where everything is as it should. */
  readonly problems: readonly string[];
}

/**
 * Compares two releases: a change of one package raises it and those that use it, directly or through others,
 * and no other; and who uses a raised package asks for its new version.
 *
 * @param changed - title of the changed package
 */
export function compareReleases(
  changed: string,
  before: readonly Package[],
  after: readonly Package[],
): Raised {
  const versions = new Map(before.map(({ title, version }) => [title, version]));
  const raised = after.filter(({ title, version }) => versions.get(title) !== version);
  const titles = raised.map(({ title }) => title);
  const expected = dependentsOf(changed, after, usedBy);
  return {
    table: Object.fromEntries(
      raised.map(({ title, version }) => [
        title,
        { before: versions.get(title) ?? 'new', after: version },
      ]),
    ),
    problems: [
      ...expected.filter((title) => !titles.includes(title)).map((title) => `${title} stays`),
      ...titles
        .filter((title) => !expected.includes(title))
        .map((title) => `${title} is raised without a reason`),
      ...after.flatMap((entry) => staleRanges(entry, raised)),
    ],
  };
}

function staleRanges({ title, dependencies }: Package, raised: readonly Package[]): string[] {
  return raised.flatMap(({ name, version }) => {
    const range = dependencies[name];
    if (range === undefined || range === `^${version}`) return [];
    return [`${title} asks for ${name} ${range}, which is ${version}`];
  });
}
