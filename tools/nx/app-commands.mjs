// The Nx plugin of the apps' commands: it makes the targets that an app's package.json names
// (`"targets": { "train": {} }`) run the app's program, with every word of
// `nx run trainer:train …` that follows the target, as it was written.
//
// Nx reads flags of its own wherever they stand (`--help`, `--batch`, `--verbose`, `-c`) and does
// not forward them. So this plugin reads the command line itself and hands the words on through
// the environment. It sees the command line because `.env` says that plugins share the process of
// Nx (NX_ISOLATE_PLUGINS), with which Nx also starts four times as fast.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCommandLine } from './command-line.mjs';

export const name = 'app-commands';

export const createNodesV2 = [
  'apps/*/package.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: projectOf(file) } }]),
];

const workspaceRoot = fileURLToPath(new URL('../../', import.meta.url));
const readJson = (file) => JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8'));

function projectOf(packageJson) {
  const root = dirname(packageJson);
  const { bin, nx } = readJson(packageJson);
  if (bin === undefined) return { root }; // a page
  const program = join(root, Object.values(bin)[0]);
  const target = (command) => ({
    executor: 'nx:run-commands',
    dependsOn: ['build'],
    cache: false,
    options: {
      command: `node tools/nx/run-program.mjs ${program} ${command}`,
      cwd: '{workspaceRoot}',
      forwardAllArgs: false,
    },
  });
  const commands = Object.keys(nx.targets);
  return { root, targets: Object.fromEntries(commands.map((each) => [each, target(each)])) };
}

process.env.INIT_CWD ??= process.cwd(); // what npx sets: where the user stands

const run = readCommandLine(process.argv.slice(2), commandsOf);
if (run !== undefined) {
  process.env.GENDER_WORDS_UNDER_NX = JSON.stringify(run.words);
  delete process.env.NX_VERBOSE_LOGGING; // set where Nx took `--verbose` for its own
  if (run.words.some((word) => word === '--help' || word === '-h')) showHelp(run);
}

/** The commands of an app; none of what is no app. */
function commandsOf(project) {
  const packageJson = join('apps', project, 'package.json');
  if (!existsSync(join(workspaceRoot, packageJson))) return [];
  const { bin, nx } = readJson(packageJson);
  return bin === undefined ? [] : Object.keys(nx.targets);
}

/** Nx would show the help of its executor before any target runs; so ours is shown at once. */
function showHelp({ project, command, words }) {
  const app = join(workspaceRoot, 'apps', project);
  const built = join(app, 'dist', 'main.js');
  const source = ['--import', 'tsx', '--conditions=@gender/source', join(app, 'src', 'main.ts')];
  const program = existsSync(built) ? [built] : source;
  const { status } = spawnSync(process.execPath, [...program, command, ...words], {
    cwd: workspaceRoot,
    stdio: 'inherit',
  });
  process.exit(status ?? 1);
}
