import { miniature, vggFace, type VggSize } from './vgg-size.js';

/** How much one measurement does. */
export interface Scale {
  /** Names the folder of what is made for it. */
  readonly name: string;
  readonly network: VggSize;
  /** Pictures that one measurement of extraction reads, and their rows and columns. */
  readonly pictures: number;
  readonly pictureSize: number;
  /** Crops of faces that one measurement of extraction reads. */
  readonly crops: number;
  /** Units of the head's hidden layers. */
  readonly hiddenUnits: readonly number[];
  /** Training steps of one measurement. */
  readonly steps: number;
  /** Training steps for which units have been dead before that is measured. */
  readonly deadSteps: number;
  /** Rows of features of an epoch. */
  readonly rows: number;
  /** Files to prepare. */
  readonly files: number;
  /** Pictures of the extraction whose memory is limited. */
  readonly limitedPictures: number;
  /** Rows of which ten times as many take no more memory. */
  readonly flatRows: number;
  /** Pictures for which growth is measured, and 4 and 16 times as many. */
  readonly growthBase: number;
}

/** What the figures of `docs/performance.md` are measured with. */
export const fullScale: Scale = {
  name: 'full',
  network: vggFace,
  pictures: 32,
  pictureSize: 816,
  crops: 2400,
  hiddenUnits: [1024, 256],
  steps: 16,
  deadSteps: 2000,
  rows: 2000,
  files: 5000,
  limitedPictures: 200,
  flatRows: 2000,
  growthBase: 500,
};

/** Seconds in all: shows that everything runs, and nothing about speed. */
export const quickScale: Scale = {
  name: 'quick',
  network: miniature,
  pictures: 40,
  pictureSize: 80,
  crops: 10,
  hiddenUnits: [16, 8],
  steps: 2,
  deadSteps: 10,
  rows: 40,
  files: 40,
  limitedPictures: 40,
  flatRows: 40,
  growthBase: 10,
};
