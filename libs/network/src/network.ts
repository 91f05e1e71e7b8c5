import * as z from 'zod';
import { faceRuleSchema } from './face-rule.js';
import { margin, name, shape, weights } from './layers/fields.js';
import { layerSchema } from './layers/layer-types.js';

const inputSchema = z
  .strictObject({
    /** Layers that read the input name it in `inputs`. */
    name,
    /** Without the batch axis: `(H, W, C)` for pictures. */
    shape,
    /**
     * Whether pictures may have other heights and widths than those of `shape`, which then is an
     * example: no layer depends on them. Default: false.
     */
    anySize: z.boolean().optional(),
  })
  .readonly();

/** How pictures become the input of a network. */
export const normalizationSchema = z
  .strictObject({
    /** Shape `(3,)`, one colour, or `(H, W, 3)`, a whole picture. */
    mean: weights,
    /** Shape `(3,)`: what values are multiplied by, less the mean; default 1 each. */
    scale: weights.optional(),
    /** The order in which the network takes the normalised channels; default `rgb`. */
    channelOrder: z.enum(['rgb', 'bgr']).optional(),
    /** How pictures were resized, as the source names it, for example `bicubic`. */
    interpolation: z.string().optional(),
    /** Whether pictures kept their proportions when they were resized, so that they covered the size asked for. */
    keepAspect: z.boolean().optional(),
    /** Rows and columns that pictures had more than the input when they were resized; the middle was cut out. */
    border: z.tuple([margin, margin]).readonly().optional(),
    /** Whether pictures were fed as they are stored, whatever the camera's orientation tag says. Default: false. */
    ignoreOrientation: z.boolean().optional(),
    /**
     * The template to which faces were aligned before they were fed as whole pictures, for example
     * `dlib`; absent where pictures were not aligned, or it is not known.
     */
    alignment: z.string().optional(),
    /** How the faces were cut out of photos; absent where pictures were taken whole, or it is not known. */
    faces: faceRuleSchema.optional(),
  })
  .readonly();

/** A network, field by field. What only the whole can say, `validateNetwork` checks. */
export const networkSchema = z.strictObject({
  name,
  input: inputSchema,
  /** Every layer after all the layers that it reads. */
  layers: z.array(layerSchema).min(1).readonly(),
  /** The name of the layer whose activation is the result. */
  output: name,
  /** What the components of the output stand for, in order. */
  classes: z.array(z.string()).readonly().optional(),
  /**
   * What the logits of the last softmax are to be divided by, so that its probabilities are calibrated
   * (Guo et al. 2017). The layers do not do it. Absent: not known.
   */
  temperature: z.number().positive().optional(),
  /** How pictures were fed to the network when it was trained. */
  normalization: normalizationSchema.optional(),
});

/** A feed-forward network: a graph of layers, with its weights and what is known about its use. */
export type Network = Readonly<z.infer<typeof networkSchema>>;

export type NetworkInput = z.infer<typeof inputSchema>;

/** How a network was fed when it was trained: pixels of RGB, 0–255, less the mean, times the scale. */
export type Normalization = z.infer<typeof normalizationSchema>;
