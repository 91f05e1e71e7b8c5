import type { WeightGroup } from '@gender/keras';
import type { MatInfo, MatVersion } from '@gender/mat';
import type { DescribedNormalization, NetworkDescription } from './describe-network.js';

/** Who says how pictures are fed to a network: its own file, a configuration beside it, the package that holds it, or the caller. */
export type FeedingSource = 'file' | 'preprocessor_config.json' | 'package' | 'caller';

/** What a file holds, as plain data; `kind` tells which. */
export type FileDescription =
  DescribedNetwork | DescribedGraph | DescribedVariables | DescribedWeights;

/** The weights of a file that does not say of what network they are. */
export interface DescribedWeights {
  readonly kind: 'weights';
  readonly format: string;
  /** The layers with weights, in the order of the file. */
  readonly groups: readonly WeightGroup[];
}

/** A network with all that is known about it. */
export interface DescribedNetwork extends NetworkDescription {
  readonly kind: 'network';
  /** The name of the format. */
  readonly format: string;
  /** Who says how pictures are fed. */
  readonly normalizationSource?: FeedingSource;
}

/** A computation of operators, as ONNX stores it, or of layers of Keras that networks do not have. */
export interface DescribedGraph {
  readonly kind: 'graph';
  readonly format: string;
  readonly name: string;
  readonly inputs: readonly DescribedValue[];
  readonly outputs: readonly DescribedValue[];
  /** In the order in which they are computed. */
  readonly nodes: readonly DescribedNode[];
  readonly initializers: readonly { name: string; type: string; shape: readonly number[] }[];
  /** Elements of all initializers of floating-point numbers. */
  readonly parameters: number;
  readonly classes?: readonly string[] | undefined;
  readonly temperature?: number | undefined;
  readonly normalization?: DescribedNormalization | undefined;
  /** Who says how pictures are fed. */
  readonly normalizationSource?: FeedingSource;
  /** Why it is described as it is stored, where that is no choice of the format. */
  readonly unsupported?: string | undefined;
}

/** An input or output of a graph; names stand for lengths that are open. */
export interface DescribedValue {
  readonly name: string;
  /** Empty where the file does not say. */
  readonly shape: readonly (number | string)[];
}

/** One operator of a graph. */
export interface DescribedNode {
  readonly name: string;
  readonly type: string;
  readonly inputs: readonly string[];
  /** Elements of the initializers of floating-point numbers that it is the first to read. */
  readonly parameters: number;
}

/** The variables of a MAT-file that holds no network. */
export interface DescribedVariables {
  readonly kind: 'variables';
  readonly format: string;
  readonly version: MatVersion;
  readonly variables: readonly MatInfo[];
}
