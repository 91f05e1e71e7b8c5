// The API reference: `npm run docs:api`.
import { OptionDefaults } from 'typedoc';

const validation = { notExported: false, invalidPath: false };

export default {
  name: 'Gender classification by transfer learning',
  entryPointStrategy: 'packages',
  entryPoints: ['libs/*', 'apps/{converter,preparer,trainer,evaluator,serve}'],
  packageOptions: {
    tsconfig: 'tsconfig.build.json',
    validation,
    // The build before it has checked the types.
    skipErrorChecking: true,
    // protoc-gen-es writes `@generated from message onnx.ModelProto`.
    blockTags: [...OptionDefaults.blockTags, '@generated'],
  },
  // An interface that extends the type of a schema would lead to no place of that page.
  includeHierarchySummary: false,
  projectDocuments: ['docs/guides.md', 'docs/*.md', 'docs/decisions/*.md'],
  highlightLanguages: [...OptionDefaults.highlightLanguages, 'csv', 'python'],
  customCss: 'tools/docs/site.css',
  out: 'out-docs',
  plugin: ['./tools/docs/typedoc-plugin.mjs'],
  validation,
};
