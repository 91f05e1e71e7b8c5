import type { Picture } from '@gender/image/pixels';
import { pointNames, type Face, type FacePoints } from './face.js';
import { fitSimilarity, scaleOf, type Similarity } from './similarity.js';
import type { Template } from './templates.js';
import { warp } from './warp.js';

/**
 * Cuts a face out of a picture so that its points lie nearest to those of a template: turned upright,
 * scaled and shifted, never stretched (a similarity by least squares). What lies outside the picture is
 * black.
 *
 * @param face - of this picture
 * @returns a picture of `(template.size, template.size)`
 */
export function align(
  picture: Picture,
  { points }: Pick<Face, 'points'>,
  template: Template,
): Picture {
  const toPicture = placeOf(points, template);
  return warp(picture, toPicture, { width: template.size, height: template.size });
}

/** The least share of a picture's longer side that a face's square takes where the picture is a crop of it. */
const CROPPED = 2 / 3;

/**
 * Whether a picture is cropped to a face about as a template is: the square that `align` would cut out
 * takes two thirds of its longer side or more.
 */
export function isCropped(
  { width, height }: Pick<Picture, 'width' | 'height'>,
  { points }: Pick<Face, 'points'>,
  template: Template,
): boolean {
  const side = template.size * scaleOf(placeOf(points, template));
  return side >= CROPPED * Math.max(width, height);
}

/** Takes places of a template to those of the picture, so that the points of both lie nearest to each other. */
function placeOf(points: FacePoints, template: Template): Similarity {
  return fitSimilarity(
    template.points,
    pointNames.map((name) => points[name]),
  );
}
