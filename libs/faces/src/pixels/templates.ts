import type { Point } from './similarity.js';

/** Where the points of a face lie in the pictures that a network was trained with. */
export interface Template {
  /** Rows and columns of the picture. */
  readonly size: number;
  /** In pixels of it, in the order of `pointNames`. */
  readonly points: readonly Point[];
}

/** The mean face of dlib (`get_face_chip_details`): its points as shares of a square that just holds brows and chin. */
const meanFace = [
  { x: 0.2254918, y: 0.2159903 },
  { x: 0.7547613, y: 0.2159903 },
  { x: 0.490127, y: 0.515625 },
  { x: 0.254149, y: 0.780233 },
  { x: 0.726104, y: 0.780233 },
];

/** The five points of InsightFace, in a picture of 112×112 (Deng et al. 2019). */
const arcFace = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/** The mean face with so much of the square's side around it. */
function padded(size: number, padding: number): Template {
  const place = (share: number): number => ((padding + share) / (1 + 2 * padding)) * size;
  return { size, points: meanFace.map(({ x, y }) => ({ x: place(x), y: place(y) })) };
}

/** The frames to which faces are aligned, by the names that networks carry as their `alignment`. */
export const templates = {
  /** dlib's face chip: a quarter of the face's square on each side. */
  dlib: padded(150, 0.25),
  /** The frame of ArcFace and its kin. */
  arcface: { size: 112, points: arcFace },
  /** The looser frame of VGG-Face, with hair, ears and neck. */
  'vgg-face': padded(224, 0.6),
} satisfies Readonly<Record<string, Template>>;

/** The name of a frame. */
export type TemplateName = keyof typeof templates;

/** The names of all frames. */
export const templateNames = ['dlib', 'arcface', 'vgg-face'] as const satisfies TemplateName[];
