import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A command that a document tells its reader to run. */
export interface DocumentedCommand {
  /** Where it stands: `README.md:62`. */
  readonly place: string;
  /** As it is printed, but for a prompt and a comment. */
  readonly text: string;
  /** Its words, as a shell splits them. */
  readonly words: readonly string[];
}

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Whose folders hold a README each, in the order in which a user comes to them. */
const programs = ['converter', 'preparer', 'trainer', 'evaluator', 'serve'];

/** Every document for users, the whole job first. */
export function documents(): string[] {
  return [
    'README.md',
    'examples/README.md',
    ...readdirSync(`${root}docs`)
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
    ...programs.map((name) => `apps/${name}/README.md`),
    ...readdirSync(`${root}libs`).map((name) => `libs/${name}/README.md`),
  ];
}

/**
 * The commands of a document: the lines of its shell blocks, or those behind a `$` where a block also
 * shows what they print, and what stands as code in a sentence or a table and begins with a program.
 */
export function documentedCommands(document: string): DocumentedCommand[] {
  const found: DocumentedCommand[] = [];
  let block: { shell: boolean; prompt: boolean } | undefined;
  const lines = readFileSync(`${root}${document}`, 'utf8').split('\n');
  for (const [index, line] of lines.entries()) {
    const add = (printed: string): void => {
      const text = printed.replace(/\s+#.*$/, '').trim();
      const place = `${document}:${index + 1}`;
      if (text !== '') found.push({ place, text, words: text.split(/\s+/) });
    };
    const fence = /^```(\w*)/.exec(line);
    if (fence !== null) {
      const body = lines.slice(index + 1, lines.indexOf('```', index + 1));
      block = block === undefined ? blockOf(fence[1], body) : undefined;
    } else if (block === undefined) {
      commandsWithin(line).forEach(add);
    } else if (block.shell && (!block.prompt || line.startsWith('$ '))) {
      add(line.replace(/^\$ /, ''));
    }
  }
  return found;
}

/**
 * What stands as code in a line and is a command: not the mere name of one. In a row, `trainer:train`
 * is what the command before it is under Nx, with the same flags.
 */
function commandsWithin(line: string): string[] {
  let flags = '';
  return [...line.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => {
    if (target.test(code)) return [`nx run ${code}${flags}`];
    if (!isCommand(code)) return [];
    flags = code.replace(/^\S+ \S+/, '');
    return line.startsWith('|') || code.split(' ').length > 2 ? [code] : [];
  });
}

function blockOf(
  language: string | undefined,
  body: readonly string[],
): { shell: boolean; prompt: boolean } {
  const prompt = body.some((line) => line.startsWith('$ '));
  const plain = language === '' && body.some((line) => isCommand(line));
  return { shell: language === 'sh' || prompt || plain, prompt };
}

const target = new RegExp(`^(${programs.join('|')}):[a-z]+$`);

function isCommand(code: string): boolean {
  return /^((npx |\w+=\w+ )?(gender-[a-z]+|npm|nx)) /.test(code);
}
