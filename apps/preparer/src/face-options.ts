import type { OptionTable } from '@gender/cli';
import { FaceFinder, faceCutter, faceRule, templateNames } from '@gender/faces';
import type { FaceCutter } from '@gender/dataset';
import * as z from 'zod';

/** What can be done with the faces of photos, and which of them the dataset then has. */
const choices = {
  none: undefined,
  crop: 'largest',
  all: 'all',
  check: 'all',
} as const satisfies Readonly<Record<string, 'largest' | 'all' | undefined>>;

/** `--faces` and `--template`. */
export const faceOptions = {
  faces: {
    schema: z.enum(['none', 'crop', 'all', 'check']).default('none'),
    description:
      'crop: the largest face of each photo, cut out and aligned; all: every face of it; check: only list photos without a face; none: pictures as they are',
  },
  template: {
    schema: z.enum(templateNames).default('dlib'),
    description:
      'the frame of faces that are cut out: that of the network face-api, of ArcFace, or of VGG-Face',
  },
} satisfies OptionTable;

/** What the flags say. */
export interface FaceFlags {
  readonly faces: keyof typeof choices;
  readonly template: (typeof templateNames)[number];
}

/**
 * Does something with what cuts faces out as the flags say, or with nothing where they say `none`.
 *
 * @throws FaceApiError (`FACE_API_MISSING`) when the package of the networks is not installed.
 */
export async function withFaces<T>(
  { faces, template }: FaceFlags,
  use: (cutter: FaceCutter | undefined) => Promise<T>,
): Promise<T> {
  const which = choices[faces];
  if (which === undefined) return use(undefined);
  await using finder = await FaceFinder.open();
  return await use(faceCutter(finder, faceRule(which, template)));
}
