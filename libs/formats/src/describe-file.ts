import { findFormatOfFile } from './network-formats.js';
import type { ReadNetworkOptions } from './network-format.js';
import { readNetwork } from './read-network.js';
import { describeNetwork } from './describe/describe-network.js';
import type { FileDescription } from './describe/file-description.js';

/** What a description needs of the options of reading. */
export type DescribeFileOptions = Pick<ReadNetworkOptions, 'signal' | 'logger' | 'progress'>;

/**
 * Says what a file holds: a network, the operators of an `.onnx` file, or the variables of a
 * MAT-file without a network.
 *
 * @throws FormatError when nothing in the file's name tells a format that is read.
 * @throws what reading the file throws.
 * @example
 * ```ts
 * const description = await describeFile('vgg_face.mat');
 * if (description.kind === 'network') console.log(description.parameters); // 145002878
 * ```
 */
export async function describeFile(
  path: string,
  options: DescribeFileOptions = {},
): Promise<FileDescription> {
  const { name, describe } = findFormatOfFile(path);
  if (describe) return await describe(path, options);
  return { kind: 'network', format: name, ...describeNetwork(await readNetwork(path, options)) };
}
