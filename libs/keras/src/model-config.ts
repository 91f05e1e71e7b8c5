import * as z from 'zod';
import { customName } from './custom-class.js';
import { KerasError } from './keras-error.js';

/** A model as its `model_config` describes it. */
export interface ModelConfig {
  readonly name: string;
  readonly className: string;
  readonly layers: readonly LayerEntry[];
  /** Where the model begins and ends; none in a `Sequential`, whose layers follow each other. */
  readonly inputs: readonly TensorRef[];
  readonly outputs: readonly TensorRef[];
}

/** A layer, or a model used as one. */
export interface LayerEntry {
  readonly name: string;
  readonly className: string;
  /** Where the class is defined, as Keras 3 says it: operations have names that layers have, too. */
  readonly module?: string | undefined;
  /** The full name of a class that is not Keras' own, whatever `className` is. */
  readonly customName?: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** The model, where the layer is one. */
  readonly model?: ModelConfig | undefined;
  /** For each application of the layer what it reads; none in a `Sequential`. */
  readonly applications: readonly (readonly TensorRef[])[];
  /** For each application all that the file says of it, other arguments than tensors too. */
  readonly nodes: readonly unknown[];
  /** What the file calls the first application; later ones count on. */
  readonly firstApplication: number;
}

/** The output of one application of a layer. */
export interface TensorRef {
  readonly layer: string;
  readonly application: number;
}

const configSchema = z.record(z.string(), z.unknown());

const entrySchema = z.object({
  class_name: z.string(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
  name: z.string().optional(),
  config: configSchema,
  inbound_nodes: z.array(z.unknown()).default([]),
});

const modelSchema = z.object({
  class_name: z.string(),
  config: z.object({
    name: z.string().default('model'),
    layers: z.array(entrySchema),
    input_layers: z.unknown().optional(),
    output_layers: z.unknown().optional(),
  }),
});

type Entry = z.infer<typeof entrySchema>;

const batchShape = z.array(z.int().positive().nullable());

/** The shape of an input with the batch axis, as Keras 2 and as Keras 3 call it. */
const inputSchema = z.object({
  batch_input_shape: batchShape.nullish(),
  batch_shape: batchShape.nullish(),
});

/** What stands for the name of a layer where Keras 2 writes a number. */
export const CONSTANT = '_CONSTANT_VALUE';

/** The classes of models; any other class is a layer. */
const MODEL_CLASSES = ['Sequential', 'Model', 'Functional'];

/**
 * Parses the JSON text of `model_config`, of Keras 2 or 3.
 *
 * @throws KerasError (`KERAS_FORMAT`) when it is not that.
 */
export function parseModelConfig(path: string, text: string): ModelConfig {
  try {
    return toModel(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new KerasError('KERAS_FORMAT', `${path} has a model_config that cannot be read: ${why}`, {
      cause,
    });
  }
}

/**
 * The shape of an input with the batch axis, `null` for axes of any length; `undefined` where a layer
 * says none.
 *
 * @param path - the file, for messages
 * @throws KerasError (`KERAS_FORMAT`) when it says something else than lengths.
 */
export function batchShapeOf(
  path: string,
  { name, className, config }: Pick<LayerEntry, 'name' | 'className' | 'config'>,
): readonly (number | null)[] | undefined {
  const { data, error } = inputSchema.safeParse(config);
  if (data !== undefined) return data.batch_input_shape ?? data.batch_shape ?? undefined;
  throw new KerasError(
    'KERAS_FORMAT',
    `${path}: layer "${name}" (${className}) has an input shape that cannot be read: ${z.prettifyError(error)}`,
    { cause: error },
  );
}

/** A layer, or all layers in a nested model. */
export function leavesOf(layer: LayerEntry): LayerEntry[] {
  return layer.model ? layer.model.layers.flatMap(leavesOf) : [layer];
}

function toModel(value: unknown): ModelConfig {
  const { class_name: className, config } = modelSchema.parse(value);
  const layers = config.layers.map(toLayer);
  return {
    name: config.name,
    className,
    layers,
    inputs: tensorRefs(config.input_layers),
    outputs: tensorRefs(config.output_layers).map((output) => countedAsRead(output, layers)),
  };
}

/**
 * An output of a model in the count in which layers read it: for Keras 3 a model's own definition is
 * application 0 where outputs are named, and only there; not that of a `Sequential`.
 */
function countedAsRead(output: TensorRef, layers: readonly LayerEntry[]): TensorRef {
  const from = layers.find(({ name }) => name === output.layer);
  const isGraph = from?.model !== undefined && from.className !== 'Sequential';
  const isKeras3 = from !== undefined && !from.nodes.some(Array.isArray);
  return isGraph && isKeras3 ? { ...output, application: output.application - 1 } : output;
}

function toLayer(entry: Entry): LayerEntry {
  const { class_name: className, config, inbound_nodes: nodes } = entry;
  const custom = customName(entry);
  const isModel = custom === undefined && MODEL_CLASSES.includes(className);
  const model = isModel ? toModel(entry) : undefined;
  const ownName = typeof config['name'] === 'string' ? config['name'] : className;
  return {
    name: entry.name ?? ownName,
    className,
    module: entry.module ?? undefined,
    customName: custom,
    config,
    model,
    applications: nodes.map(tensorRefs),
    nodes,
    firstApplication: model && nodes.some(Array.isArray) && hasInputShape(model) ? 1 : 0,
  };
}

/** In Keras 2 a model that knows its input counts its own definition as application 0. */
function hasInputShape({ layers }: ModelConfig): boolean {
  const [first] = layers;
  const config = first?.model?.layers[0]?.config ?? first?.config;
  return config !== undefined && ('batch_input_shape' in config || 'batch_shape' in config);
}

/**
 * All references in a value, in order: `['conv', 0, 0, …]` as Keras 2 writes them and Keras 3 for
 * inputs and outputs, or Keras 3's `__keras_tensor__` objects, nested in lists as they come.
 */
function tensorRefs(value: unknown): TensorRef[] {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const [layer, application, tensor, ...others] = items;
    if (typeof layer === 'string' && typeof application === 'number') {
      const isTensor = typeof tensor === 'number' && layer !== CONSTANT;
      return [...(isTensor ? [{ layer, application }] : []), ...others.flatMap(tensorRefs)];
    }
    return items.flatMap(tensorRefs);
  }
  const fields = configSchema.safeParse(value);
  if (!fields.success) return [];
  const { keras_history: history, ...others } = fields.data;
  return history === undefined ? Object.values(others).flatMap(tensorRefs) : tensorRefs(history);
}
