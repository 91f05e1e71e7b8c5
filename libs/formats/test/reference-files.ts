import { fileURLToPath } from 'node:url';

const libraries = new URL('../../', import.meta.url);

/** The reference networks, which the libraries that read them keep as their fixtures. */
export const referenceFiles = [
  'mat/test/fixtures/oxford_net_v7.mat',
  'mat/test/fixtures/vlfeat_meta_v6.mat',
  'mat/test/fixtures/legacy_filters_v7.mat',
  'mat/test/fixtures/matlab_packed_v7.mat',
  'mat/test/fixtures/dagnn_residual_packed_v7.mat',
  'mat/test/fixtures/dagnn_residual_v73.mat',
  'matconvnet/test/fixtures/oxford_net_v73.mat',
  'matconvnet/test/fixtures/dagnn_v7.mat',
  'matconvnet/test/fixtures/zoo_simplenn.mat',
  'matconvnet/test/fixtures/zoo_dagnn.mat',
];

/** The path of a fixture of some library. */
export function fixture(path: string): string {
  return fileURLToPath(new URL(path, libraries));
}

/** Those with local response normalisation, for which Keras has no layer. */
export const withoutKerasForm = [
  'matconvnet/test/fixtures/zoo_simplenn.mat',
  'matconvnet/test/fixtures/zoo_dagnn.mat',
];
