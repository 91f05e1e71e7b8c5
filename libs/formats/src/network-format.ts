import type { Logger, ProgressReporter } from '@gender/core';
import type { Network, Normalization } from '@gender/network';
import type { WeightedLayer } from './compare/weighted-layer.js';
import type { FileDescription } from './describe/file-description.js';

/** What of a network is read, and how. */
export interface ReadNetworkOptions {
  /**
   * Of a MatConvNet file and of `face-api`, whether the fully connected layers and the class names
   * are kept; other files are kept whole. Default: true.
   */
  includeTop?: boolean | undefined;
  /** The name of the last layer to keep; takes the place of `includeTop`. */
  until?: string | undefined;
  /** Of a model with several outputs the one to read: of Keras and TensorFlow.js by the name of its layer or operator, of ONNX by its own. */
  outputLayer?: string | undefined;
  /** The input, where a file leaves it open: a model for pictures of any size, a MatConvNet file without a size. */
  inputShape?: readonly [height: number, width: number, channels: number] | undefined;
  /** Of a MatConvNet file, whether layers of unknown types are left out. Default: false. */
  skipUnknown?: boolean | undefined;
  /**
   * How pictures are fed to the network, where the file does not say it. Default: what the file says,
   * which may be nothing.
   */
  normalization?: Normalization | undefined;
  /** Whether batch normalisation becomes part of the convolutions before it. Default: false. */
  foldBatchNormalization?: boolean | undefined;
  /**
   * Of a Keras file of weights alone, its layers: `vgg16`, or the path of a JSON file that Keras'
   * `to_json` has written. Default: the file says it.
   */
  architecture?: string | undefined;
  signal?: AbortSignal | undefined;
  logger?: Logger | undefined;
  progress?: ProgressReporter | undefined;
}

/** A format of files that hold networks, and what can be done with it. */
export interface NetworkFormat {
  readonly name: string;
  /** How the names of its files end, in lower case; `/` is a folder. */
  readonly endings: readonly string[];
  /** Names that stand for a network without a path, which is found where it is installed. */
  readonly named?: readonly string[];
  /** What of a network such a file keeps, besides its layers. */
  readonly holds: readonly ('weights' | 'classes' | 'temperature' | 'normalization')[];
  readonly read?: (path: string, options: ReadNetworkOptions) => Promise<Network>;
  /** Writes a file, or a folder, that appears whole or not at all. */
  readonly write?: (path: string, network: Network) => Promise<void>;
  /** The files of a network, where that is another one than the path, or more. */
  readonly files?: (path: string) => Promise<readonly string[]>;
  /** Says what a file holds, where that is more, or less, than a network that can be read. */
  readonly describe?: (path: string, options: ReadNetworkOptions) => Promise<FileDescription>;
  /** For formats that are not read: how weights can be compared all the same. */
  readonly compare?: WeightComparison;
}

/** Reads weights as a format stores them, and stores those of a network so. */
export interface WeightComparison {
  readonly readWeights: (path: string) => Promise<readonly WeightedLayer[]>;
  readonly encodeWeights: (network: Network) => readonly WeightedLayer[];
}
