import {
  firstInput,
  type Conv2dLayer,
  type Layer,
  type Network,
  type PoolLayer,
} from '@gender/network';
import { tensor } from '@gender/tensor';
import type { Layout, GraphBuilder } from './graph-builder.js';
import { rangeSource, resultOf } from './quantizable-activations.js';
import type { Quantization, QuantizedRange } from './quantization.js';
import { levelsOf, quantizeKernel } from './quantize.js';
import { convolutionAttributes, poolAttributes } from './window-attributes.js';

/** An activation in 8 bits. */
interface Quantized {
  /** The name by which the graph knows it. */
  readonly form: string;
  /** What one of its levels stands for. */
  readonly scale: number;
  /** The tensors of its scale and its zero point. */
  readonly levels: readonly [scale: string, zeroPoint: string];
}

/**
 * Adds to a graph the layers that are computed in 8-bit integers: convolutions with the ReLU that
 * follows, and the pools and dropouts between them. Activations go from one to the next as they
 * are; they are converted where float32 begins and ends.
 */
export class QuantizedLayers {
  readonly #graph: GraphBuilder;
  readonly #network: Network;
  readonly #outputs: readonly string[];
  readonly #quantization: Quantization;
  readonly #quantized = new Map<string, Quantized>();

  /** @param outputs - layers whose activations the graph returns */
  constructor(
    graph: GraphBuilder,
    network: Network,
    outputs: readonly string[],
    quantization: Quantization,
  ) {
    this.#graph = graph;
    this.#network = network;
    this.#outputs = outputs;
    this.#quantization = quantization;
  }

  /**
   * Adds a layer in integers, if it is one to be computed so.
   *
   * @returns whether it was; if not, all that the layer reads is there in float32
   */
  add(layer: Layer): boolean {
    const added =
      this.#quantized.has(layer.name) ||
      (layer.type === 'conv2d' && this.#addConvolution(layer)) ||
      (layer.type === 'maxPool' && this.#addPool(layer)) ||
      (layer.type === 'dropout' && this.#pass(layer.name, firstInput(layer)));
    if (!added) layer.inputs.forEach((input) => this.dequantize(input));
    return added;
  }

  /** Sees to it that the graph holds an activation in float32. */
  dequantize(activation: string): void {
    const quantized = this.#quantized.get(activation);
    if (quantized === undefined || this.#graph.has(activation)) return;
    const layout = this.#graph.layout(quantized.form);
    const inputs = this.#read(quantized, layout);
    this.#graph.node('DequantizeLinear', inputs, this.#graph.define(activation, layout));
  }

  #addConvolution(layer: Conv2dLayer): boolean {
    const { ranges, weightBits, floatLayers = [] } = this.#quantization;
    const result = resultOf(this.#network, layer, this.#outputs);
    const range = ranges[result];
    if (range === undefined || floatLayers.includes(layer.name)) return false;
    const input = this.#quantize(firstInput(layer));
    if (input === undefined) return false;
    // Without negative levels a sum below zero becomes zero: the ReLU.
    const output = this.#define(result, result === layer.name ? range : { ...range, min: 0 });
    this.#graph.node(
      'QLinearConv',
      [
        ...this.#read(input, 'channelsFirst'),
        ...this.#weights(layer, input.scale, weightBits, output),
      ],
      this.#graph.define(output.form, 'channelsFirst'),
      convolutionAttributes(layer),
    );
    return true;
  }

  /** The operands of a `QLinearConv` after its input: weights, levels of the output, bias. */
  #weights(
    { name, kernel, bias }: Conv2dLayer,
    inputScale: number,
    bits: 7 | 8,
    output: Quantized,
  ): string[] {
    const quantized = quantizeKernel(kernel, bias, inputScale, bits);
    const { shape } = quantized.scales;
    const zeroPoint = tensor('int8', shape, new Int8Array(quantized.scales.data.length));
    return [
      // (height, width, in / groups, out) to (out, in / groups, height, width)
      this.#graph.weights(`${name}/kernel`, quantized.kernel, [3, 2, 0, 1]),
      this.#graph.weights(`${name}/kernel_scale`, quantized.scales),
      this.#graph.weights(`${name}/kernel_zero_point`, zeroPoint),
      ...output.levels,
      this.#graph.weights(`${name}/bias`, quantized.bias),
    ];
  }

  /** The levels of a pool are those of what it reads. */
  #addPool(layer: PoolLayer): boolean {
    const input = this.#quantized.get(firstInput(layer));
    if (input === undefined) return false;
    const output = { ...input, form: this.#graph.form(layer.name, 'quantized') };
    this.#quantized.set(layer.name, output);
    this.#graph.node(
      'MaxPool',
      [this.#graph.read(input.form, 'channelsFirst')],
      this.#graph.define(output.form, 'channelsFirst'),
      poolAttributes(layer),
    );
    return true;
  }

  #pass(name: string, input: string): boolean {
    const quantized = this.#quantized.get(input);
    if (quantized !== undefined) this.#quantized.set(name, quantized);
    return quantized !== undefined;
  }

  /** An activation in 8 bits, converted from float32 if need be; undefined without a range. */
  #quantize(activation: string): Quantized | undefined {
    const range = this.#quantization.ranges[rangeSource(this.#network, activation)];
    const found = this.#quantized.get(activation);
    if (found !== undefined || range === undefined) return found;
    const quantized = this.#define(activation, range);
    const layout = this.#graph.layout(activation);
    const inputs = [this.#graph.read(activation, layout), ...quantized.levels];
    this.#graph.node('QuantizeLinear', inputs, this.#graph.define(quantized.form, layout));
    return quantized;
  }

  #define(activation: string, range: QuantizedRange): Quantized {
    const { scale, zeroPoint } = levelsOf(range);
    const quantized: Quantized = {
      form: this.#graph.form(activation, 'quantized'),
      scale,
      levels: [
        this.#graph.weights(`${activation}/scale`, tensor('float32', [], Float32Array.of(scale))),
        this.#graph.weights(
          `${activation}/zero_point`,
          tensor('uint8', [], Uint8Array.of(zeroPoint)),
        ),
      ],
    };
    this.#quantized.set(activation, quantized);
    return quantized;
  }

  #read({ form, levels }: Quantized, layout: Layout): string[] {
    return [this.#graph.read(form, layout), ...levels];
  }
}
