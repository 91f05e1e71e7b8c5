import type { Picture } from '@gender/image';
import { pointNames, type Face } from './face.js';
import { fitSimilarity } from './similarity.js';
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
  const places = pointNames.map((name) => points[name]);
  const toPicture = fitSimilarity(template.points, places);
  return warp(picture, toPicture, { width: template.size, height: template.size });
}
