import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import { packages } from './tools/ci/workspace.mjs';

const workspace = packages(['libs', 'apps', 'tools']);

const floors = [...new Set(workspace.map(({ floor }) => floor))].sort((a, b) => a - b);

/** A floor sees the floors below it, and nothing beside or above it. */
const floorConstraints = floors.map((floor) => ({
  sourceTag: `floor:${floor}`,
  onlyDependOnLibsWithTags: floors
    .filter((below) => below < floor)
    .map((below) => `floor:${below}`),
}));

/** Where an external package has its only home. */
const homes = {
  '@aws-sdk/*': ['queue'],
  bullmq: ['queue'],
  h5wasm: ['hdf5'],
  ioredis: ['queue'],
  jimp: ['image'],
  sharp: ['image'],
  'onnxruntime-*': ['engine'],
  '@tensorflow/*': ['engine', 'keras', 'tfjs'],
  vega: ['report'],
  'vega-lite': ['report'],
  yargs: ['cli'],
  yauzl: ['download', 'keras'],
  yazl: ['download', 'keras'],
};

const ANYWHERE = 'this file also runs in browsers (its package is tagged platform:any)';

const namedZod = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
  message:
    "import * as z from 'zod': bundles for browsers then leave out what is not used (454 kB)",
};

/** Fallbacks that would turn a slip into an empty text or list. */
const emptyFallbacks = [
  {
    selector: "LogicalExpression[operator=/^(\\?\\?|\\|\\|)$/][right.value='']",
    message: "use `required`, an error of the library, or a default in a destructuring, not ''",
  },
  {
    // Names taken from an empty list are undefined, which the compiler knows.
    selector:
      ":not(VariableDeclarator[id.type='ArrayPattern']) > LogicalExpression[operator='??'][right.type='ArrayExpression'][right.elements.length=0]",
    message: 'use `required`, an error of the library, or a default in a destructuring, not []',
  },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/generated',
      '**/coverage',
      '.nx',
      '.venv',
      '**/assembly/*.ts',
      'tools/oracle',
      'tools/rehearsal/registry',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    // One program for the whole workspace: a program for each package costs five times as much.
    languageOptions: {
      parserOptions: { project: './tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', namedZod],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/vitest.config.ts', 'vitest.*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: null } },
  },
  {
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-syntax': ['error', namedZod, ...emptyFallbacks] },
  },
  {
    files: workspace.flatMap(runsAnywhere),
    ignores: ['**/*.test.ts', '**/node/**', '**/node.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '@gender/*/node'],
              allowTypeImports: true,
              message: ANYWHERE,
            },
          ],
          paths: workspace.filter(needsNode).flatMap(nodeEntries),
        },
      ],
    },
  },
  {
    plugins: { '@nx': nx },
    files: ['**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          allow: ['../../vitest.base.js', '#platform'],
          depConstraints: [...floorConstraints, ...externalConstraints()],
        },
      ],
    },
  },
  {
    files: ['**/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          ignoredFiles: [
            '{projectRoot}/vitest.config.ts',
            '{projectRoot}/page.config.mjs',
            '{projectRoot}/bundle-threads.mjs',
            '{projectRoot}/**/*.test.ts',
            '{projectRoot}/test/**/*',
          ],
          ignoredDependencies: [
            // Found at run time where they are installed, never imported by name.
            ...['@tensorflow/tfjs-node', '@vladmandic/face-api', 'esbuild'],
            // Of Fastify: the last whose own dependencies run on Node 20.
            'light-my-request',
          ],
        },
      ],
    },
  },
  {
    // protoc-gen-es wrote them, and disables every rule.
    files: ['**/proto/*_pb.ts'],
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        performance: 'readonly',
        process: 'readonly',
        URL: 'readonly',
      },
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', require: 'readonly' } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  prettier,
);

/** Libraries are closed to an external package, but for its home. */
function externalConstraints() {
  return packages(['libs'])
    .flatMap(({ tags }) => tags)
    .filter((tag) => tag.startsWith('home:'))
    .map((tag) => ({
      sourceTag: tag,
      bannedExternalImports: Object.entries(homes)
        .filter(([, allowed]) => !allowed.includes(tag.slice('home:'.length)))
        .map(([name]) => name),
    }));
}

/** The files of a package that browsers run as well: all (`platform:any`) or a folder (`platform:any/encode`). */
function runsAnywhere({ folder, tags }) {
  return tags
    .filter((tag) => tag === 'platform:any' || tag.startsWith('platform:any/'))
    .map((tag) => `${folder}/src${tag.slice('platform:any'.length)}/**/*.ts`);
}

function needsNode({ tags }) {
  return tags.includes('platform:node');
}

/** The imports of a package by which more than its folders for browsers comes. */
function nodeEntries({ json, tags }) {
  return Object.entries(json.exports ?? {})
    .filter(([, { '@gender/source': file = '' }]) => {
      const folder = file.replace(/^\.\/src\/|\/?[^/]*$/g, '');
      return !tags.includes(`platform:any/${folder}`);
    })
    .map(([entry]) => ({
      name: json.name + entry.slice('.'.length),
      allowTypeImports: true,
      message: ANYWHERE,
    }));
}
