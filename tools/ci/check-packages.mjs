// The publish gate: every package, as npm would publish it, must pass publint (strict) and "are the
// types wrong" (profile esm-only), hold all that belongs in it and nothing else, and weigh about what is
// recorded; with `--write-sizes` the sizes are recorded instead.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packPackages } from './pack-packages.mjs';
import { measureSizes, sizeProblems, writeSizes } from './package-sizes.mjs';

/** Ways of resolving that a package of ES modules alone does not serve (attw's profile esm-only). */
const otherResolutions = ['node10', 'node16-cjs'];
const unwanted = [/\.test\./, /(^|\/)test\//, /(^|\/)fixtures\//, /\.tsbuildinfo$/, /tsconfig/];
const wanted = ['README.md', 'LICENSE', 'package.json', 'dist/index.js', 'dist/index.d.ts'];

const target = mkdtempSync(join(tmpdir(), 'gender-packages-'));
try {
  const packages = packPackages(target);
  let failed = 0;
  for (const { folder, tarball } of packages) {
    const problems = await problemsOf(readFileSync(tarball));
    if (problems.length > 0) failed += 1;
    for (const problem of problems) console.error(`${folder}: ${problem}`);
  }
  const passed = packages.length - failed;
  console.log(`${passed} packages may be published, ${failed} may not`);
  const sizes = await measureSizes(packages);
  if (process.argv.includes('--write-sizes')) await writeSizes(sizes);
  const grown = sizeProblems(sizes);
  for (const problem of grown) console.error(problem);
  process.exitCode = failed === 0 && passed > 0 && grown.length === 0 ? 0 : 1;
} finally {
  rmSync(target, { recursive: true });
}

async function problemsOf(tarball) {
  const contents = createPackageFromTarballData(tarball);
  return [
    ...contentProblems(contents),
    ...(await publintProblems(tarball)),
    ...(await typesProblems(contents)),
  ];
}

function contentProblems(contents) {
  const prefix = `/node_modules/${contents.packageName}/`;
  const files = contents.listFiles().map((file) => file.slice(prefix.length));
  const missing = wanted.filter((file) => !files.includes(file));
  const surplus = files.filter((file) => unwanted.some((pattern) => pattern.test(file)));
  const stale = files.filter((file) => file.endsWith('.map')).filter((map) => !sourcesExist(map));
  return [
    ...missing.map((file) => `${file} is missing; build it or write it`),
    ...surplus.map((file) => `${file} must not be published; exclude it in "files"`),
    ...stale.map((file) => `${file} maps to a source that is gone; delete dist and build again`),
  ];

  function sourcesExist(map) {
    const { sources } = JSON.parse(contents.readFile(prefix + map));
    return sources.every((source) => files.includes(posix.join(posix.dirname(map), source)));
  }
}

async function publintProblems({ buffer, byteOffset, byteLength }) {
  const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
  const { messages, pkg } = await publint({ strict: true, pack: { tarball } });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false })}`);
}

async function typesProblems(contents) {
  const { types, problems } = await checkPackage(contents);
  if (!types) return ['attw: no types'];
  return problems
    .filter(({ resolutionKind }) => !otherResolutions.includes(resolutionKind))
    .map(({ kind, entrypoint, fileName, resolutionKind }) =>
      ['attw:', kind, entrypoint ?? basename(fileName ?? ''), resolutionKind].join(' '),
    );
}
