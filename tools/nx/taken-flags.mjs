// Nx reads `--batch` and `--verbose` as its own flags and does not forward them. The training app
// has flags of these names, so this plugin hands them on through the environment, where
// `commandLine` of @gender/cli finds them.

export const name = 'taken-flags';

const taken = /^--(batch=.+|verbose)$/;

export function preTasksExecution(_options, { argv }) {
  const end = argv.indexOf('--');
  const seen = end === -1 ? argv : argv.slice(0, end);
  const flags = seen.filter((word) => taken.test(word));
  if (flags.length > 0) process.env.GENDER_FLAGS_TAKEN_BY_NX = flags.join(' ');
}
