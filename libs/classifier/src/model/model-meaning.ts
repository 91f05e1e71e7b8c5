import { isDeepStrictEqual } from 'node:util';
import { vggConvolutions, type PreprocessingChoice } from '@gender/features';
import type { Layer, Network } from '@gender/network';
import { ClassifierError } from '../classifier-error.js';
import { outputKind, type OutputKind } from './output-probabilities.js';

/** How pictures are fed, with the mode said and not left to a default. */
export type StatedPreprocessing = PreprocessingChoice & Required<Pick<PreprocessingChoice, 'mode'>>;

/** What a model file may leave open. It is not guessed: whoever loads such a file says it. */
export interface ModelMeaning {
  /**
   * What the outputs stand for, in their order, that of Keras' class indices. A single output p
   * stands for two classes: the first has the probability 1 − p, the second p.
   */
  classes?: readonly string[] | undefined;
  /** How pictures are fed to the model; `resampling` is `nearest` unless said otherwise. */
  preprocessing?: StatedPreprocessing | undefined;
  /** Whether outputs are logits, of which softmax (of a single one, sigmoid) makes probabilities; default false. */
  logits?: boolean | undefined;
}

/** A {@link ModelMeaning} with nothing left open. */
export interface CompleteMeaning {
  readonly classes: readonly string[];
  readonly preprocessing: PreprocessingChoice;
  readonly outputs: OutputKind;
  /** What was taken for granted, in sentences. */
  readonly notes: readonly string[];
}

/** What a file of the original means, which does not say how to feed it. */
const ORIGINAL_CLASSES = ['Female', 'Male'];
const ORIGINAL_PREPROCESSING = { mode: 'rescale', exif: 'apply', resampling: 'nearest' } as const;

/** The layers of the original's model that have weights or make the head, without what tf.keras counts. */
const ORIGINAL_LAYERS = [
  ...vggConvolutions,
  ...['layer_normalization', 'flatten', 'fc1', 'dropout', 'fc2', 'dropout', 'fc3'],
].join(' ');
const unnamed: readonly Layer['type'][] = ['relu', 'maxPool', 'softmax'];

/**
 * Puts together what a model file says and what its user says of it.
 *
 * @param stated - what the file says
 * @throws ClassifierError (`CLASSIFIER_UNDESCRIBED`) naming all that neither says,
 *   (`CLASSIFIER_OUTPUTS`) when its outputs can be no probabilities, (`CLASSIFIER_OPTIONS`) where the
 *   user contradicts the file.
 */
export function completeMeaning(
  path: string,
  network: Network,
  stated: Pick<ModelMeaning, 'classes' | 'preprocessing'>,
  said: ModelMeaning,
): CompleteMeaning {
  const outputs = outputKind(path, network);
  checkAgreement(path, stated, said, outputs);
  const classes = stated.classes ?? said.classes;
  const preprocessing = stated.preprocessing ?? said.preprocessing;
  if (
    classes !== undefined &&
    preprocessing !== undefined &&
    (outputs !== 'scores' || said.logits)
  ) {
    return { classes, preprocessing, outputs, notes: [] };
  }
  if (classes === undefined && preprocessing === undefined && isOriginal(network)) {
    return {
      ...{ classes: ORIGINAL_CLASSES, preprocessing: ORIGINAL_PREPROCESSING, outputs },
      notes: [
        `${path} does not say how to feed it, but has the layers of the original's model: its classes are taken as ${ORIGINAL_CLASSES.join(', ')}, and values are divided by 255`,
      ],
    };
  }
  const open = [
    ...(classes === undefined ? ['what its outputs stand for (classes)'] : []),
    ...(preprocessing === undefined ? ['how pictures are fed to it (preprocessing)'] : []),
    ...(outputs === 'scores' && !said.logits
      ? ['whether its outputs, which no softmax makes probabilities, are logits (logits)']
      : []),
  ];
  throw new ClassifierError(
    'CLASSIFIER_UNDESCRIBED',
    `${path} does not say ${open.join(', nor ')}; say so when it is loaded`,
  );
}

function checkAgreement(
  path: string,
  stated: Pick<ModelMeaning, 'classes' | 'preprocessing'>,
  said: ModelMeaning,
  outputs: OutputKind,
): void {
  const refuse = (message: string): ClassifierError =>
    new ClassifierError('CLASSIFIER_OPTIONS', message);
  if (stated.classes && said.classes && !isDeepStrictEqual(stated.classes, said.classes)) {
    throw refuse(
      `${path} says that its classes are ${stated.classes.join(', ')}, not ${said.classes.join(', ')}; leave classes out`,
    );
  }
  if (stated.preprocessing && said.preprocessing) {
    throw refuse(`${path} says itself how pictures are fed to it; leave preprocessing out`);
  }
  if (said.logits && outputs !== 'scores') {
    throw refuse(`the outputs of ${path} are probabilities, not logits; leave logits out`);
  }
  if (said.classes && new Set(said.classes).size !== said.classes.length) {
    throw refuse(`classes must differ from each other, but are ${said.classes.join(', ')}`);
  }
}

/** Whether a network has the layers of the original's model: VGG-16 and the published head, flat. */
function isOriginal({ layers }: Network): boolean {
  const names = layers
    .filter(({ type }) => !unnamed.includes(type))
    .map(({ name }) => name.replace(/^(layer_normalization|flatten|dropout)_\d+$/, '$1'));
  return names.join(' ') === ORIGINAL_LAYERS && layers.at(-1)?.type === 'softmax';
}
