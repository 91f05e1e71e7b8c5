import type { Preprocessing } from '@gender/image';
import { inferShapes, type Network } from '@gender/network';
import { formatShape } from '@gender/tensor';
import { FeaturesError } from '../features-error.js';

/** What a user may decide about how pictures are fed to a backbone. */
export interface PreprocessingChoice {
  /**
   * `network` subtracts the mean that the backbone carries from values 0–255; `rescale` divides
   * by 255. Default: `network` where the backbone carries a mean.
   */
  mode?: Preprocessing['mode'] | undefined;
  /** Default `nearest`, as Keras loads pictures. */
  resampling?: Preprocessing['resampling'] | undefined;
  /** Whether the camera's orientation tag turns the picture; default `apply`. */
  exif?: Preprocessing['exif'] | undefined;
}

/**
 * How pictures are fed to `backbone`.
 *
 * @throws FeaturesError (`FEATURES_BACKBONE`) when its input is not a colour picture, its output no
 *   feature map, or `network` is asked for and it carries no mean.
 */
export function choosePreprocessing(
  backbone: Network,
  choice: PreprocessingChoice = {},
): Preprocessing {
  const [height, width, channels] = backbone.input.shape;
  if (height === undefined || width === undefined || channels !== 3) {
    throw new FeaturesError(
      'FEATURES_BACKBONE',
      `backbone ${backbone.name} takes input of shape ${formatShape(backbone.input.shape)}; pictures are (height, width, 3)`,
    );
  }
  checkFeatureMap(backbone);
  const mean = backbone.normalization?.mean;
  const mode = choice.mode ?? (mean ? 'network' : 'rescale');
  const size = { height, width };
  const { resampling = 'nearest', exif = 'apply' } = choice;
  if (mode === 'rescale') return { ...size, resampling, exif, mode };
  if (mean === undefined) {
    throw new FeaturesError(
      'FEATURES_BACKBONE',
      `backbone ${backbone.name} carries no mean to subtract; convert it again from its .mat file, or use --preprocess rescale`,
    );
  }
  return { ...size, resampling, exif, mode, mean };
}

/** A whole classifier, say, ends in one axis and would leave nothing to train a head on. */
function checkFeatureMap(backbone: Network): void {
  const shape = inferShapes(backbone).get(backbone.output) ?? [];
  if (shape.length === 3) return;
  throw new FeaturesError(
    'FEATURES_BACKBONE',
    `backbone ${backbone.name} ends in ${backbone.output} of shape ${formatShape(shape)}; expected a feature map (height, width, channels), so convert one without --include-top`,
  );
}
