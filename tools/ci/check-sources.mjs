// Checks of the sources that neither compiler nor linter makes; names of checks select some.
// node tools/ci/check-sources.mjs [imports] [fallbacks] [small-files] [test-ratio] [flags] [links] [linter] [mocks] [temporary-folders] [licences]
const names = [
  'imports',
  'fallbacks',
  'small-files',
  'test-ratio',
  'flags',
  'links',
  'linter',
  'mocks',
  'temporary-folders',
  'licences',
];

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !names.includes(name));
if (unknown !== undefined)
  throw new Error(`there is no check ${unknown}, only ${names.join(', ')}`);

for (const name of wanted.length > 0 ? wanted : names) {
  const { title, check } = await import(`./checks/${name}.mjs`);
  const { problems, table, note } = check();
  console.log(
    `${problems.length === 0 ? 'passed' : 'FAILED'}: ${title}${note ? ` (${note})` : ''}`,
  );
  if (table !== undefined) console.table(table);
  for (const problem of problems) console.error(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
