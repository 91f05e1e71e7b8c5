// The plugin of TypeDoc for links of READMEs and guides: those to a package lead to its page, as TypeDoc
// makes it; those to what the reference does not show (folders, sources, programs) lead to the repository.
// That all of them lead somewhere is checked by `npm run check:sources links`.
import { relative } from 'node:path';
import { Application } from 'typedoc';

const REPOSITORY = 'https://github.com/gender-classifier/gender';
/** What is copied beside the pages. */
const media = /\.(svg|png|jpg)$/;

export function load(application) {
  // After TypeDoc's own, which add readmes and documents.
  application.on(Application.EVENT_PROJECT_REVIVE, leadToRepository, -1000);
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
