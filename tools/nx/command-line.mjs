/**
 * What `nx run trainer:train …`, or `nx train trainer …`, runs: the command of an app and all words
 * that follow it, as they were written.
 *
 * @param words - the words after `nx`
 * @param commandsOf - the commands of a project; none where it is no app
 * @returns undefined when it is no app's command
 */
export function readCommandLine(words, commandsOf) {
  const at = words.findIndex((word, index) => index > 0 && !word.startsWith('-'));
  if (at === -1) return undefined;
  const [project, command] = words[0] === 'run' ? words[at].split(':') : [words[at], words[0]];
  if (!commandsOf(project).includes(command)) return undefined;
  const own = words.slice(at + 1).filter((word, index) => index > 0 || word !== '--');
  return { project, command, words: own };
}
