import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

const floors = Array.from({ length: 12 }, (_, floor) => floor);

/** A floor sees the floors below it, and nothing beside or above it. */
const floorConstraints = floors.map((floor) => ({
  sourceTag: `floor:${floor}`,
  onlyDependOnLibsWithTags: floors.slice(0, floor).map((below) => `floor:${below}`),
}));

/** Where an external package has its only home. */
const homes = {
  h5wasm: ['hdf5'],
  jimp: ['image'],
  'jpeg-js': ['demo'],
  sharp: ['image'],
  'onnxruntime-*': ['engine'],
  '@tensorflow/*': ['engine', 'keras'],
  yargs: ['cli', 'app'],
  yauzl: ['keras'],
  yazl: ['keras'],
};

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
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
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
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/vitest.config.ts', 'vitest.*.ts'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
  },
  {
    files: ['**/*.test.ts', '**/test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: [
      'libs/tensor/src/**',
      'libs/network/src/**',
      'libs/metrics/src/**',
      'libs/onnx/src/**',
      'libs/keras/src/{converters,encode,padding,tfjs}/**',
      'libs/keras/src/{keras-error,layer-variables}.ts',
      'libs/safetensors/src/**',
    ],
    ignores: ['**/*.test.ts', '**/src/node/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '@gender/core/node'],
              message: 'this library also runs in browsers',
            },
          ],
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
            '{projectRoot}/eslint.config.mjs',
            '{projectRoot}/**/*.test.ts',
            '{projectRoot}/test/**/*',
          ],
          // Found at run time where it is installed, never imported by name.
          ignoredDependencies: ['@tensorflow/tfjs-node'],
        },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: { console: 'readonly', process: 'readonly', URL: 'readonly' } },
  },
  prettier,
);

function externalConstraints() {
  const projects = [
    'core',
    'tensor',
    'hdf5',
    'mat',
    'image',
    'network',
    'metrics',
    'kernels',
    'matconvnet',
    'keras',
    'onnx',
    'safetensors',
    'formats',
    'engine',
    'quantization',
    'dataset',
    'features',
    'classifier',
    'evaluation',
    'download',
    'cli',
    'engine-cli',
    'demo',
  ];
  return projects.map((project) => ({
    sourceTag: `home:${project}`,
    bannedExternalImports: Object.entries(homes)
      .filter(([, allowed]) => !allowed.includes(project))
      .map(([name]) => name),
  }));
}
