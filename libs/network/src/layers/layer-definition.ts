import type { Float32Tensor } from '@gender/tensor';
import type * as z from 'zod';
import type { Shape } from './fields.js';

/** The fields of layers that hold trained numbers. */
export type WeightName = 'kernel' | 'bias' | 'alpha' | 'gamma' | 'beta' | 'mean' | 'variance';

/** What every layer has. */
export interface BaseLayer {
  readonly type: string;
  /** Unique in its network. */
  readonly name: string;
  /** The names of the layers, or of the network's input, that it reads. */
  readonly inputs: readonly string[];
}

/** What a type of layers is, apart from its fields. All shapes are without the batch axis. */
export interface LayerRules<L> {
  /**
   * The shape of its output.
   *
   * @param input - the shape of what it reads first
   * @param others - the shapes of what it reads besides
   * @throws NetworkError (`NETWORK_SHAPE`) when it cannot take them.
   */
  readonly outputShape: (layer: L, input: Shape, others: readonly Shape[]) => Shape;
  /**
   * Its weights, in the order in which Keras lists them. All but a kernel have the shape `(C,)`, a
   * number for each channel of the output. Default: none.
   */
  readonly weights?: (layer: L) => readonly (readonly [WeightName, Float32Tensor | undefined])[];
  /** Multiplications with a following addition for one picture, biases apart. Default: 0. */
  readonly multiplyAdds?: (layer: L, input: Shape, output: Shape) => number;
  /** Whether its output has a fixed number of values, so that pictures must have one size. Default: no. */
  readonly fixesSize?: (input: Shape) => boolean;
}

/** A type of layers: its fields and its rules. */
export interface LayerDefinition<L, S extends z.ZodObject = z.ZodObject> extends Required<
  LayerRules<L>
> {
  readonly schema: S;
}

/** Joins the fields of a type of layers, from which the type is inferred, and its rules. */
export function defineLayer<S extends z.ZodObject>(
  schema: S,
  rules: LayerRules<Readonly<z.infer<S>>>,
): LayerDefinition<Readonly<z.infer<S>>, S> {
  return { schema, weights: () => [], multiplyAdds: () => 0, fixesSize: () => false, ...rules };
}
