/**
 * Writes the tables of flags and options in READMEs from the tables in the code, between
 * `<!-- table: NAME -->` and `<!-- end of table -->`; with `--check` it only says which are stale.
 * Run it by `npm run docs:tables`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { trainingOptions } from '@gender/classifier';
import { format, resolveConfig } from 'prettier';
import { app as converter } from '../../apps/converter/src/index.ts';
import { app as evaluator } from '../../apps/evaluator/src/index.ts';
import { app as preparer } from '../../apps/preparer/src/index.ts';
import { app as serve } from '../../apps/serve/src/index.ts';
import { app as trainer } from '../../apps/trainer/src/index.ts';
import { configFlags } from '../../apps/trainer/src/training-options.ts';
import { packages } from '../ci/workspace.mjs';
import { choicesOf, defaultOf, flagOf } from '../../libs/cli/src/option.ts';

const files = [
  'README.md',
  'docs/architecture.md',
  'apps/converter/README.md',
  'apps/preparer/README.md',
  'apps/trainer/README.md',
  'apps/evaluator/README.md',
  'apps/serve/README.md',
  'libs/classifier/README.md',
];

/** What stands in a config for a flag of the trainer, by the key of the flag. */
const configKeys = new Map(configFlags.map((option) => [option.key, code(pathOf(option))]));

const train = optionsOf(trainer, 'train');
const extract = optionsOf(trainer, 'extract');
const crossValidate = optionsOf(trainer, 'cross-validate');
const predict = optionsOf(evaluator, 'predict');

/** Every table by its name. */
const tables = {
  'gender-convert convert': flagTable(optionsOf(converter, 'convert')),
  'gender-convert diff': flagTable(optionsOf(converter, 'diff')),
  'gender-convert fetch': flagTable(optionsOf(converter, 'fetch')),
  'gender-convert verify': flagTable(optionsOf(converter, 'verify')),
  'gender-prepare prepare': flagTable(optionsOf(preparer, 'prepare')),
  'gender-prepare inspect': flagTable(optionsOf(preparer, 'inspect')),
  'gender-prepare audit': flagTable(optionsOf(preparer, 'audit')),
  'gender-prepare verify': flagTable(optionsOf(preparer, 'verify')),
  'gender-prepare fetch': flagTable(optionsOf(preparer, 'fetch')),
  'gender-train train': flagTable(without(train, extract), configKeys),
  'gender-train train and extract': flagTable(shared(train, extract)),
  'gender-train cross-validate': flagTable(without(crossValidate, train)),
  'gender-train tune': flagTable(without(optionsOf(trainer, 'tune'), train)),
  'gender-train extract': flagTable(without(extract, train)),
  'gender-train runs': flagTable(optionsOf(trainer, 'runs')),
  'gender-train merge': flagTable(optionsOf(trainer, 'merge')),
  'gender-train worker': flagTable(optionsOf(trainer, 'worker')),
  'gender-train verify': flagTable(optionsOf(trainer, 'verify')),
  'gender-train doctor': flagTable(optionsOf(trainer, 'doctor')),
  'gender-evaluate predict': flagTable(predict),
  'gender-evaluate evaluate': flagTable(without(optionsOf(evaluator, 'evaluate'), predict)),
  'gender-evaluate score': flagTable(optionsOf(evaluator, 'score')),
  'gender-evaluate explain': flagTable(optionsOf(evaluator, 'explain')),
  'gender-evaluate compare': flagTable(optionsOf(evaluator, 'compare')),
  'gender-evaluate recognise': flagTable(optionsOf(evaluator, 'recognise')),
  'gender-serve start': flagTable(optionsOf(serve, 'start')),
  'gender-evaluate verify': flagTable(optionsOf(evaluator, 'verify')),
  'training options': optionTable(),
  libraries: packageTable(packages(['libs']).reverse(), ''),
  floors: packageTable(packages(), '../'),
};

const check = process.argv.includes('--check');
const stale = [];
for (const file of files) {
  const text = await readFile(file, 'utf8');
  const written = await fill(file, text);
  if (written === text) continue;
  stale.push(file);
  if (!check) await writeFile(file, written);
}
if (stale.length > 0) {
  process.stdout.write(`${check ? 'stale' : 'written'}: ${stale.join(', ')}\n`);
  if (check) process.stdout.write('write them with npm run docs:tables\n');
}
process.exitCode = check && stale.length > 0 ? 1 : 0;

async function fill(file, text) {
  const filled = text.replaceAll(
    /(<!-- table: (.+) -->\n)[^]*?(<!-- end of table -->)/g,
    (_, begin, name, end) => `${begin}\n${tableOf(file, name)}\n\n${end}`,
  );
  return format(filled, { ...(await resolveConfig(file)), filepath: file });
}

function tableOf(file, name) {
  if (name in tables) return tables[name];
  throw new Error(
    `${file} asks for the table "${name}"; there are ${Object.keys(tables).join(', ')}`,
  );
}

function optionsOf({ name, commands }, command) {
  const found = commands.find((each) => each.name === command);
  if (found) return found.options;
  throw new Error(`${name} has no command ${command}`);
}

function without(options, others) {
  return Object.fromEntries(Object.entries(options).filter(([key]) => !(key in others)));
}

function shared(options, others) {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key in others));
}

/** @param configured - what stands in a config file for a flag, by key; a column of its own where given */
function flagTable(options, configured) {
  const rows = Object.entries(options).map(([key, option]) => {
    const names = [`--${flagOf(key)}`, ...(option.alias ? [`-${option.alias}`] : [])];
    const flag = option.positional
      ? [`<${flagOf(key)}>`, ...names].map(code).join(', ')
      : names.map(code).join(', ');
    const config = configured ? [configured.get(key) ?? ''] : [];
    return [flag, ...config, defaultText(option), meaning(option)];
  });
  return markdown(['flag', ...(configured ? ['in `--config`'] : []), 'default', 'meaning'], rows);
}

function optionTable() {
  const rows = trainingOptions.map((option) => [
    code(pathOf(option)),
    option.default,
    meaning(option),
  ]);
  return markdown(['training option', 'default', 'meaning'], rows);
}

/** @param up - the way from the document to the root */
function packageTable(entries, up) {
  const rows = entries.map(({ floor, title, folder, json }) => [
    String(floor),
    `[${title}](${up}${folder})`,
    json.description,
  ]);
  return markdown(['floor', 'package', 'what it is for'], rows);
}

function pathOf({ group, name }) {
  return group ? `${group}.${name}` : name;
}

function defaultText(option) {
  const { required, value } = defaultOf(option);
  if (required) return 'required';
  if (option.fallback !== undefined) return option.fallback;
  if (typeof value === 'string' || Array.isArray(value)) return code([value].flat().join(' '));
  return value === undefined ? '' : String(value);
}

function meaning(option) {
  const choices = choicesOf(option);
  return choices.length === 0
    ? option.description
    : `${option.description}: ${choices.map(code).join(', ')}`;
}

/** Flags and names of files stand as code, and bars do not end a cell. */
function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const cell = (text) =>
    text
      .replaceAll('|', '\\|')
      .replaceAll(/`[^`]*`|--[a-z][a-z-]*|[\w/-]*<[\w<>./-]+|\w+\.h5/g, (part) =>
        part.startsWith('`') ? part : code(part),
      );
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row.map(cell)))].join(
    '\n',
  );
}

function code(text) {
  return `\`${text}\``;
}
