import type { Example } from './command.js';

/**
 * The examples of a command for its help, as they can be copied into a shell: what each does is a
 * comment above it, and a long one goes on in a line of its own after a backslash.
 *
 * @param command - the words before the flags: `gender-train train`
 * @param width - columns of a line
 */
export function formatExamples(
  command: string,
  examples: readonly Example[],
  width: number,
): string {
  const lines = examples.flatMap(([flags, description]) => [
    `  # ${description}`,
    ...breakCommand(`${command} ${flags}`.trimEnd(), width).map((line) => `  ${line}`),
  ]);
  return ['Examples:', ...lines].join('\n');
}

/** The two spaces before a line, and the space and backslash after it. */
const margin = 4;

/** Breaks a command line before its words. */
function breakCommand(command: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of command.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width - margin) {
      lines.push(`${line} \\`);
      line = `    ${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
