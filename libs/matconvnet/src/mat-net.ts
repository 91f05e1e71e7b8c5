import type { MatValue } from '@gender/mat';
import type { LayerFields } from './layer-fields.js';

/** A network in a file, SimpleNN or DagNN, before its layers are understood. */
export interface MatNet {
  readonly file: string;
  /** In the order of the file. */
  readonly layers: readonly SourceLayer[];
  /** Whether these are all layers of the file; reading may have ended before. */
  readonly isComplete: boolean;
  /** How pictures were fed to it. */
  readonly normalization: MatValue | undefined;
  /** `[height width channels …]`, where the file says it apart from the normalisation. */
  readonly inputSize: MatValue | undefined;
  readonly classes: MatValue | undefined;
}

/** One layer as the file has it. */
export interface SourceLayer {
  readonly fields: LayerFields;
  /** The variables that it reads and writes. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly weights: readonly SourceWeight[];
}

/** An array of weights and where it lies in the file. */
export interface SourceWeight {
  readonly path: string;
  readonly value: MatValue | undefined;
}
