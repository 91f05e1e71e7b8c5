import type { FaceRule } from '@gender/network';
import { FacesError } from '../faces-error.js';
import { templateNames, templates, type Template, type TemplateName } from './templates.js';

/** Of the search and the frames of this library: another one where a photo may be cut otherwise than before. */
const VERSION = 1;

/** Whose networks `FaceFinder` finds faces with. */
const DETECTOR = 'face-api';

/** How this library cuts faces out of photos, for whoever has to cut others in the same way. */
export function faceRule(which: FaceRule['which'], template: TemplateName): FaceRule {
  const { size } = templates[template];
  return { version: VERSION, detector: DETECTOR, which, template, size };
}

/**
 * The frame of a rule, which may come from a file.
 *
 * @throws FacesError (`FACES_RULE`) when faces are found or cut out here in another way than it says.
 */
export function templateOf({ version, detector, template, size }: FaceRule): Template {
  const known = templateNames.find((name) => name === template);
  const found = known && templates[known];
  if (version === VERSION && detector === DETECTOR && found?.size === size) return found;
  const expected = templateNames.map((name) => `${name} of ${templates[name].size} pixels`);
  throw new FacesError(
    'FACES_RULE',
    `faces that ${detector} found (version ${version}), cut out to the frame "${template}" of ${size} pixels, cannot be made here; ` +
      `expected ${DETECTOR} (version ${VERSION}), and a frame ${expected.join(' or ')}: use another version of this software, or cut the faces out again`,
  );
}
