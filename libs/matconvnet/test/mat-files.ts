import { memorySource, type ByteSource, type Logger } from '@gender/core';
import {
  encodeMat,
  matArray,
  matCell,
  matRow,
  matStruct,
  matText,
  type MatInput,
  type MatStruct,
} from '@gender/mat';

export type Fields = Record<string, MatInput>;

/** A layer of a SimpleNN network. */
export const layer = (type: string, fields: Fields = {}): MatInput =>
  matStruct<MatInput>({ type: matText(type), ...fields });

/** Singles that count up from 0, or those given. */
export const single = (shape: readonly number[], data?: readonly number[]): MatInput => {
  const length = shape.reduce((product, axis) => product * axis, 1);
  return matArray('single', shape, Float32Array.from(data ?? Array.from({ length }, (_, i) => i)));
};

export const weights = (...cells: MatInput[]): Fields => ({ weights: matCell(cells) });

export const texts = (...words: string[]): MatInput => matCell(words.map(matText));

/** 8 × 8 pictures of three colours, unless the fields say otherwise. */
export const normalization = (fields: Fields = {}): MatInput =>
  matStruct<MatInput>({ imageSize: matRow(8, 8, 3), ...fields });

/** A convolution of 3 × 3 from three channels to two. */
export const conv = layer('conv', weights(single([3, 3, 3, 2]), single([2, 1])));

/** A file with the variable `net`, a SimpleNN network. */
export function fileOf(layers: MatInput[], fields: Fields = {}): Promise<ByteSource> {
  const net = { layers: matCell(layers), normalization: normalization(), ...fields };
  return sourceOf({ net: matStruct<MatInput>(net) });
}

export async function sourceOf(variables: Fields, compression?: number): Promise<ByteSource> {
  return memorySource(await encodeMat(variables, { compression }), 'nets/small.mat');
}

/** A layer of a DagNN network, without its package's name. */
export interface DagLayer {
  name: string;
  type: string;
  inputs: string[];
  outputs?: string[];
  params?: string[];
  block?: Fields | MatInput;
}

/** The struct of a DagNN network, as `saveobj` makes it. */
export function dagNet(layers: DagLayer[], params: Fields = {}, fields: Fields = {}): MatInput {
  return matStruct<MatInput>({
    layers: structArray(
      layers.map(({ name, type, inputs, outputs = [name], params: own = [], block = {} }) => ({
        name: matText(name),
        type: matText(`dagnn.${type}`),
        inputs: texts(...inputs),
        outputs: texts(...outputs),
        params: texts(...own),
        block: isValue(block) ? block : matStruct(block),
      })),
    ),
    params: structArray(
      Object.entries(params).map(([name, value]) => ({ name: matText(name), value })),
    ),
    meta: matStruct<MatInput>({ normalization: normalization() }),
    ...fields,
  });
}

/** An array of structs of the same fields. */
export function structArray(structs: Fields[]): MatStruct<MatInput> {
  const names = Object.keys(structs[0] ?? {});
  return {
    kind: 'struct',
    shape: [1, structs.length],
    fields: new Map(names.map((name) => [name, structs.map((each) => each[name]!)])),
  };
}

/** A logger and what it heard, each message after its level. */
export function listener(): { logger: Logger; heard: string[] } {
  const heard: string[] = [];
  const hear = (level: string) => (message: string) => heard.push(`${level}: ${message}`);
  return { heard, logger: { debug: hear('debug'), info: hear('info'), warn: hear('warn') } };
}

function isValue(block: Fields | MatInput): block is MatInput {
  return typeof block.kind === 'string';
}
