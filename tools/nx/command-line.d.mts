export function readCommandLine(
  words: readonly string[],
  commandsOf: (project: string) => readonly string[],
): { project: string; command: string; words: string[] } | undefined;
