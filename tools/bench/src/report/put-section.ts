import { readFile } from 'node:fs/promises';
import { writeFileWhole } from '@gender/core/node';

/**
 * Puts figures into a Markdown file: between `<!-- <name> -->` and `<!-- /<name> -->` where it has
 * these lines; otherwise they become the whole file.
 */
export async function putSection(path: string, name: string, content: string): Promise<void> {
  const old = await readFile(path, 'utf8').catch(() => '');
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = old.indexOf(start);
  const to = old.indexOf(end);
  const section = `${start}\n\n${content}\n\n${end}`;
  const whole =
    from < 0 || to < from
      ? `${section}\n`
      : old.slice(0, from) + section + old.slice(to + end.length);
  await writeFileWhole(path, whole);
}
