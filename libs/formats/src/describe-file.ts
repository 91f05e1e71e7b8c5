import { findFormatOfFile } from './network-formats.js';
import type { ReadNetworkOptions } from './network-format.js';
import { describeNetwork, describeNormalization } from './describe/describe-network.js';
import type { DescribedGraph, FileDescription } from './describe/file-description.js';
import { findFeeding } from './find-feeding.js';

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
  const { name, describe, read } = findFormatOfFile(path);
  if (describe) return withFeeding(path, await describe(path, options));
  if (!read) throw new TypeError(`the format ${name} is neither read nor described`);
  const network = await read(path, options);
  const { normalization, source } = await findFeeding(path, network);
  const described = describeNetwork({ ...network, normalization });
  return {
    kind: 'network',
    format: name,
    ...described,
    ...(source && { normalizationSource: source }),
  };
}

/** A description with how pictures are fed as a configuration beside the file says it, and who says it. */
async function withFeeding(path: string, description: FileDescription): Promise<FileDescription> {
  if (description.kind !== 'network' && description.kind !== 'graph') return description;
  if (description.normalization !== undefined)
    return { ...description, normalizationSource: 'file' };
  const shape =
    description.kind === 'network' ? description.input.shape : pictureShape(description);
  const { normalization, source } = await findFeeding(path, { input: { shape } });
  if (normalization === undefined || source === undefined) return description;
  return {
    ...description,
    normalization: describeNormalization(normalization),
    normalizationSource: source,
  };
}

/** Rows, columns and channels of the only input of a graph, whichever order it has them in; none where they are open. */
function pictureShape({ inputs }: DescribedGraph): readonly number[] {
  const [input, ...others] = inputs;
  const [, first, second, third] = input?.shape ?? none;
  const order = first === 3 ? [second, third, first] : [first, second, third];
  const lengths = order.filter((length) => typeof length === 'number');
  return others.length === 0 && lengths.length === 3 ? lengths : none;
}

const none: readonly number[] = [];
