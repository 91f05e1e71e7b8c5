// The plugin of TypeDoc. Links of READMEs and guides: those to a package lead to its page, as TypeDoc makes
// it; those to what the reference does not show (folders, sources, programs) lead to the repository. That all
// of them lead somewhere is checked by `npm run check:sources links`. Names: guides are called by their
// titles, and the main entry of a package with several `index`, where TypeDoc has file names and nothing.
import { relative } from 'node:path';
import { Application, ReflectionKind } from 'typedoc';

const REPOSITORY = 'https://github.com/gender-classifier/gender';
/** The first heading of a text. */
const title = /^# (.+)\n/;
/** What is copied beside the pages. */
const media = /\.(svg|png|jpg)$/;

export function load(application) {
  // After TypeDoc's own, which add readmes and documents.
  application.on(Application.EVENT_PROJECT_REVIVE, leadToRepository, -1000);
  application.on(Application.EVENT_PROJECT_REVIVE, nameByTitle, -1000);
}

function nameByTitle(project) {
  const [first] = project.readme ?? [];
  // The page has the name of the project as its title.
  if (first !== undefined) first.text = first.text.replace(title, '');
  for (const document of project.getReflectionsByKind(ReflectionKind.Document)) {
    document.name = title.exec(document.content[0].text)?.[1] ?? document.name;
  }
  for (const entry of project.getReflectionsByKind(ReflectionKind.Module)) {
    if (entry.name === '') entry.name = 'index';
  }
}

function leadToRepository(project) {
  for (const part of partsOf(project)) {
    if (part.kind !== 'relative-link' || typeof part.target !== 'number') continue;
    const found = project.files.resolve(part.target, project);
    if (typeof found !== 'string' || media.test(found)) continue;
    const anchor = part.targetAnchor === undefined ? '' : `#${part.targetAnchor}`;
    part.text = `${REPOSITORY}/tree/main/${relative(process.cwd(), found)}${anchor}`;
    part.target = undefined;
  }
}

/** The pieces of all texts: readmes, documents, comments. */
function partsOf(project) {
  const all = [project, ...Object.values(project.reflections)];
  return all.flatMap(({ readme = [], content = [], comment }) => [
    ...readme,
    ...content,
    ...(comment?.summary ?? []),
    ...(comment?.blockTags.flatMap((tag) => tag.content) ?? []),
  ]);
}
