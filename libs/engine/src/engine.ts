import type { Logger } from '@gender/core';
import type { Network } from '@gender/network';
import type { Quantization } from '@gender/onnx';
import type { Float32Tensor } from '@gender/tensor';

/** The engines in the order in which `auto` tries them: what installs anywhere, fastest first, then what a few have. */
export const engineNames = ['onnxruntime', 'onnxruntime-web', 'tensorflow'] as const;

/** Software that runs networks. */
export type EngineName = (typeof engineNames)[number];

/** The devices by the names of ONNX Runtime's providers: the processor, then NVIDIA, Apple, Windows, any graphics card. */
export const devices = ['cpu', 'cuda', 'coreml', 'dml', 'webgpu'] as const;

/** Where a network is computed: the processor, or an accelerator. */
export type Device = (typeof devices)[number];

/** Where the elements of tensors lie in files, one after the other and little-endian. */
export type StoredWeights = ReadonlyMap<
  Float32Tensor,
  {
    /** The absolute path of the file. */
    readonly path: string;
    /** The first byte, from the start of the file. */
    readonly offset: number;
    readonly byteLength: number;
  }
>;

export interface LoadNetworkOptions {
  /** Threads for one run, up to `maxThreads`; default: the number of available cores. */
  threads?: number | undefined;
  /**
   * Whether calls of `run` are made before earlier ones are answered. ONNX Runtime then computes several calls of a small network at once,
   * each with its share of the threads, which takes less processor time; see `LoadedNetwork.lanes`. Default: false.
   */
  overlapping?: boolean | undefined;
  /**
   * The layers whose activations `run` returns, by name; default: the network's output alone.
   * Layers that none of them depends on are not computed.
   */
  outputs?: readonly string[] | undefined;
  /**
   * Where weights of the network lie in files as they are in memory; ONNX Runtime then maps these
   * files instead of getting copies. They must not change before the network is disposed of.
   */
  stored?: StoredWeights | undefined;
  /** Compute these layers in 8-bit integers; only ONNX Runtime does. Default: none, all in float32. */
  quantization?: Quantization | undefined;
}

/** What computes: which software, and where. */
export interface EngineIdentity {
  readonly name: EngineName;
  /** The version of the software behind it. */
  readonly version: string;
  readonly device: Device;
}

/** Runs networks. One conformance suite holds for every implementation. */
export interface Engine extends EngineIdentity {
  /**
   * Prepares a network for running, off the calling thread.
   *
   * @throws EngineError when the network cannot be loaded.
   */
  loadNetwork(network: Network, options?: LoadNetworkOptions): Promise<LoadedNetwork>;
  /**
   * Prepares an ONNX model for running, off the calling thread; only ONNX Runtime does.
   *
   * @throws EngineError when it cannot be loaded, as for operators that ONNX Runtime does not know.
   */
  loadModel(
    model: EngineModel,
    options?: Pick<LoadNetworkOptions, 'threads' | 'overlapping'>,
  ): Promise<LoadedNetwork>;
}

/** A model as the bytes of an `.onnx` file, whose operators need not be layers. */
export interface EngineModel extends Pick<Network, 'name' | 'input'> {
  /** The name of the output that `run` gives, of 32-bit floats. */
  readonly output: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A network ready to run; dispose of it to free its memory and threads. */
export interface LoadedNetwork extends AsyncDisposable {
  /** How many calls of `run` are computed at once; absent: one, so that all are answered in order. */
  readonly lanes?: number | undefined;
  /**
   * Computes the activations of a batch; calls may overlap.
   *
   * @param input - shape `(N, …network.input.shape)`; its data is copied, not taken
   * @returns one tensor of shape `(N, …)` for each of the `outputs`, in their order
   * @throws EngineError when the shape does not fit or the engine fails.
   */
  run(input: Float32Tensor): Promise<Float32Tensor[]>;
}

/** What computes a network, where a program leaves it to its user. */
export interface EngineChoice {
  /** The software; default `auto`: the first that works, the fastest first. */
  engine?: EngineName | 'auto' | undefined;
  /** Default `cpu`. */
  device?: Device | undefined;
  /** Threads that compute, up to `maxThreads`; default: the number of available cores. */
  threads?: number | undefined;
}

export interface SelectEngineOptions {
  /**
   * `auto`, the default, takes the first that works: onnxruntime, onnxruntime-web, tensorflow; for
   * another device than the processor onnxruntime alone.
   */
  name?: EngineName | 'auto' | undefined;
  /** Default `cpu`. The whole network is computed there; what is not possible is an error, never done elsewhere. */
  device?: Device | undefined;
  /** Is warned when a slower engine has to serve. Without one, the process is warned on standard error, once. */
  logger?: Logger | undefined;
}
