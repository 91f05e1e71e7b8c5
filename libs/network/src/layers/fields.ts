import { elementCount, isUnread, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';

/** The length of each axis but the batch. */
export type Shape = readonly number[];

export const name = z.string().min(1);

/** A number of rows, columns, filters: at least 1. */
export const length = z.int().min(1);

/** A number of rows or columns that may be none. */
export const margin = z.int().min(0);

/** Numbers for the vertical and the horizontal direction. */
export const pair = z.tuple([length, length]).readonly();
export type Pair = readonly [vertical: number, horizontal: number];

/** Rows and columns around a feature map. */
export const padding = z.tuple([margin, margin, margin, margin]).readonly();
export type Padding = readonly [top: number, bottom: number, left: number, right: number];

export const shape = z.array(length).readonly();
export const epsilon = z.number().min(0);
export const weights = z.custom<Float32Tensor>(isFloat32Tensor, 'expected a float32 tensor');

/** What every layer has: a name, unique in its network, and the names of what it reads, layers or the network's input. */
export const oneInput = { name, inputs: z.array(name).length(1).readonly() };
export const severalInputs = { name, inputs: z.array(name).min(2).readonly() };

function isFloat32Tensor(value: unknown): value is Float32Tensor {
  if (typeof value !== 'object' || value === null) return false;
  if (!('dtype' in value && 'shape' in value && 'data' in value)) return false;
  if (isUnread(value)) return true;
  const { dtype, shape: lengths, data } = value;
  return (
    dtype === 'float32' &&
    Array.isArray(lengths) &&
    lengths.every((each) => Number.isSafeInteger(each) && Number(each) >= 0) &&
    data instanceof Float32Array &&
    data.length === elementCount(lengths.map(Number))
  );
}
