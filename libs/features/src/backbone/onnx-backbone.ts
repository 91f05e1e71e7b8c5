import { required } from '@gender/core';
import { sha256 } from '@gender/core/node';
import type { Engine, LoadedNetwork } from '@gender/engine';
import type { Normalization } from '@gender/network';
import { mapsChannelsLast, type FeatureModel } from '@gender/onnx';
import { elementCount, formatShape, tensor, type Float32Tensor } from '@gender/tensor';
import { FeaturesError } from '../features-error.js';
import type { Backbone } from './backbone.js';

/** A backbone of operators that no layer expresses: an ONNX file that is run as it is. */
export class OnnxBackbone implements Backbone {
  readonly model: FeatureModel;
  readonly featureShape: readonly number[];
  /**
   * Of the file's bytes; for a file that takes one picture at once not that alone, as rows of several pictures could be
   * mixed up by versions whose fingerprint it was.
   */
  readonly fingerprint: string;

  /**
   * @throws FeaturesError (`FEATURES_BACKBONE`) when features of the shape are neither a map nor a vector,
   *   or the file takes several pictures at once and no other number.
   */
  constructor(model: FeatureModel, featureShape: readonly number[]) {
    const { name, batch } = model;
    if (featureShape.length !== 3 && featureShape.length !== 1) {
      throw new FeaturesError(
        'FEATURES_BACKBONE',
        `backbone ${name} gives features of shape ${formatShape(featureShape)}; expected a feature map (height, width, channels) or a vector, so name another of its tensors`,
      );
    }
    if (batch !== undefined && batch !== 1) {
      throw new FeaturesError(
        'FEATURES_BACKBONE',
        `backbone ${name} takes ${batch} pictures at once and no other number; export it for one picture or for any number`,
      );
    }
    this.model = model;
    this.featureShape = featureShape;
    const ofBytes = sha256(model.bytes);
    this.fingerprint = batch === undefined ? ofBytes : sha256(`one by one ${ofBytes}`);
  }

  /**
   * The backbone of a file, of which an engine finds out what its features look like.
   *
   * @throws EngineError when the engine cannot run it; FeaturesError as the constructor does.
   */
  static async open(model: FeatureModel, engine: Engine): Promise<OnnxBackbone> {
    const { input } = model;
    await using loaded = await engine.loadModel(model);
    const shape = [1, ...input.shape];
    const black = tensor('float32', shape, new Float32Array(elementCount(shape)));
    const [features] = await loaded.run(black);
    const [, ...found] = required(features, `the features of ${model.name}`).shape;
    const isMap = found.length === 3 && model.channelsFirst;
    if (!isMap) return new OnnxBackbone(model, found);
    const [channels, ...places] = found;
    return new OnnxBackbone(mapsChannelsLast(model), [
      ...places,
      required(channels, 'the channels'),
    ]);
  }

  get name(): string {
    return this.model.name;
  }

  get inputShape(): readonly number[] {
    return this.model.input.shape;
  }

  get preprocessing(): Normalization | undefined {
    return this.model.normalization;
  }

  /** @throws EngineError also where 8 bits are asked for. */
  async load(
    engine: Engine,
    { threads, overlapping }: Parameters<Backbone['load']>[1] = {},
  ): Promise<LoadedNetwork> {
    const loaded = await engine.loadModel(this.model, { threads, overlapping });
    return {
      lanes: loaded.lanes,
      run: async (input) => [await this.#run(loaded, input)],
      [Symbol.asyncDispose]: () => loaded[Symbol.asyncDispose](),
    };
  }

  /** One picture after the other where the file takes one; what is wrong is said, not cut to fit. */
  async #run(loaded: LoadedNetwork, input: Float32Tensor): Promise<Float32Tensor> {
    const [count = 0] = input.shape;
    const shape = [count, ...this.featureShape];
    const size = elementCount(this.featureShape);
    const one = elementCount(this.inputShape);
    if (this.model.batch === undefined) return this.#rows(loaded, input);
    const data = new Float32Array(elementCount(shape));
    // The caller may overwrite the input as soon as this function waits.
    const pictures = input.data.slice();
    for (let index = 0; index < count; index += 1) {
      const picture = pictures.slice(index * one, (index + 1) * one);
      const row = await this.#rows(loaded, tensor('float32', [1, ...this.inputShape], picture));
      data.set(row.data, index * size);
    }
    return tensor('float32', shape, data);
  }

  async #rows(loaded: LoadedNetwork, input: Float32Tensor): Promise<Float32Tensor> {
    const [rows] = await loaded.run(input);
    const expected = formatShape([...input.shape.slice(0, 1), ...this.featureShape]);
    const found = formatShape(required(rows, `the features of ${this.name}`).shape);
    if (rows !== undefined && found === expected) return rows;
    throw new FeaturesError(
      'FEATURES_BACKBONE',
      `backbone ${this.name} gives features of shape ${found}, expected ${expected}: it was exported for another number of pictures than it says`,
    );
  }
}
