import base from '../../eslint.config.mjs';

export default [
  ...base,
  {
    files: ['src/**/*.ts'],
    ignores: ['**/*.test.ts', 'src/platform/node.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:*', '@gender/core/node'],
              message: 'this library also runs in browsers; see src/platform/node.ts',
            },
            {
              group: ['@gender/hdf5'],
              allowTypeImports: true,
              message: 'browsers do not load HDF5; see src/platform/node.ts',
            },
          ],
        },
      ],
    },
  },
];
