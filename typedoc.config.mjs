// The API reference: `npm run docs:api`.
import { OptionDefaults } from 'typedoc';

const validation = { notExported: false, invalidPath: false };

export default {
  name: 'Gender classification by transfer learning',
  entryPointStrategy: 'packages',
  entryPoints: ['libs/*', 'apps/{converter,preparer,trainer,evaluator}'],
  packageOptions: {
    tsconfig: 'tsconfig.build.json',
    validation,
    // protoc-gen-es writes `@generated from message onnx.ModelProto`.
    blockTags: [...OptionDefaults.blockTags, '@generated'],
  },
  projectDocuments: ['docs/*.md', 'docs/decisions/*.md'],
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'csv', 'python'],
  out: 'out-docs',
  plugin: ['./tools/docs/typedoc-links.mjs'],
  validation,
};
