import { required, zip } from '@gender/core';
import { formatShape } from '@gender/tensor';
import type * as z from 'zod';
import { inferShapes, inputShapes } from './infer-shapes.js';
import { fixesSize, layerShape, layerWeights } from './layer-rules.js';
import type { Shape } from './layers/fields.js';
import type { Layer } from './layers/layer-types.js';
import { NetworkError } from './network-error.js';
import { networkSchema, type Network } from './network.js';

/**
 * Checks that a value is a network that can run: every field, unique names, inputs that come
 * before, shapes and weights that fit each other, an output that exists, as many classes as the
 * output has components.
 *
 * @returns the network; its tensors are the same, not copies
 * @throws NetworkError that names the layer; its codes are listed in the README.
 */
export function validateNetwork(value: unknown): Network {
  const parsed = networkSchema.safeParse(value);
  if (!parsed.success) throw schemaError(value, parsed.error);
  const network: Network = parsed.data;

  checkNames(network);
  const shapes = inferShapes(network);
  for (const layer of network.layers)
    checkWeights(layer, required(shapes.get(layer.name), `the shape of ${layer.name}`));
  checkAnySize(network, shapes);
  checkOutput(network, shapes);
  checkNormalization(network);
  return network;
}

function checkNames(network: Network): void {
  const seen = new Set([network.input.name]);
  for (const { name, type } of network.layers) {
    if (seen.has(name)) {
      throw new NetworkError(
        'NETWORK_NAME',
        `layer "${name}" (${type}) has the name of ${name === network.input.name ? 'the input' : 'an earlier layer'}; names must be unique`,
      );
    }
    seen.add(name);
  }
}

/** All weights but kernels hold one number for each channel of what their layer gives. */
function checkWeights(layer: Layer, output: Shape): void {
  const expected = formatShape(output.slice(-1));
  for (const { name, tensor } of layerWeights(layer)) {
    const found = formatShape(tensor.shape);
    if (name !== 'kernel' && found !== expected) {
      throw new NetworkError(
        'NETWORK_WEIGHTS',
        `layer "${layer.name}" (${layer.type}) needs ${name} of shape ${expected}, found ${found}`,
      );
    }
  }
}

/** Where pictures have any size, no layer may make a fixed number of values of what varies with it. */
function checkAnySize({ input, layers }: Network, shapes: ReadonlyMap<string, Shape>): void {
  if (!input.anySize) return;
  const [height, width, channels, ...others] = input.shape;
  if (!height || !width || !channels || others.length > 0)
    throw needsSize(input.name, 'it is no picture');
  const larger = new Map<string, Shape>([[input.name, [2 * height, 2 * width, channels]]]);
  for (const layer of layers) {
    const inputs = inputShapes(layer, larger);
    const varies = zip(inputs, inputShapes(layer, shapes)).some(
      ([one, other]) => formatShape(one) !== formatShape(other),
    );
    if (varies && fixesSize(layer, inputs)) {
      throw needsSize(input.name, `layer "${layer.name}" (${layer.type}) needs one size`);
    }
    larger.set(layer.name, layerShape(layer, inputs));
  }
}

function needsSize(input: string, what: string): NetworkError {
  return new NetworkError(
    'NETWORK_SHAPE',
    `the input "${input}" cannot have any size: ${what}; leave anySize out`,
  );
}

function checkOutput(network: Network, shapes: ReadonlyMap<string, Shape>): void {
  const { output, classes, layers } = network;
  if (!layers.some(({ name }) => name === output)) {
    throw new NetworkError('NETWORK_GRAPH', `the output "${output}" is not the name of a layer`);
  }
  const components = shapes.get(output)?.at(-1);
  if (classes !== undefined && classes.length !== components) {
    throw new NetworkError(
      'NETWORK_SHAPE',
      `the output "${output}" has ${components} components, but there are names of ${classes.length} classes`,
    );
  }
}

function checkNormalization({ input, normalization }: Network): void {
  if (normalization === undefined) return;
  const found = formatShape(normalization.mean.shape);
  const allowed = [formatShape(input.shape.slice(-1)), formatShape(input.shape)];
  if (!allowed.includes(found)) {
    throw new NetworkError(
      'NETWORK_SHAPE',
      `the normalization has a mean of shape ${found}, expected ${allowed.join(' or ')}`,
    );
  }
  const { scale } = normalization;
  if (scale === undefined || formatShape(scale.shape) === allowed[0]) return;
  throw new NetworkError(
    'NETWORK_SHAPE',
    `the normalization has a scale of shape ${formatShape(scale.shape)}, expected ${allowed[0]}`,
  );
}

function schemaError(value: unknown, error: z.ZodError): NetworkError {
  const problems = error.issues.map(({ path, message }) => {
    const [list, index, ...field] = path;
    if (list !== 'layers' || typeof index !== 'number') return `${path.join('.')}: ${message}`;
    return `layer ${layerLabel(value, index)}: ${[...field].join('.')}: ${message}`;
  });
  return new NetworkError('NETWORK_SCHEMA', `not a network: ${problems.join('; ')}`, {
    cause: error,
  });
}

/** The name of the layer at `index` of something that should be a network. */
function layerLabel(value: unknown, index: number): string {
  const layers: unknown = fieldOf(value, 'layers');
  const name = Array.isArray(layers) ? fieldOf(layers[index], 'name') : undefined;
  return typeof name === 'string' ? `"${name}"` : `${index}`;
}

function fieldOf(value: unknown, field: string): unknown {
  return new Map(Object.entries(value ?? {})).get(field);
}
