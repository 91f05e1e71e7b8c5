import * as z from 'zod';

/** Which faces of a photo are taken: the largest one, or all. */
export const faceChoices = ['largest', 'all'] as const;

/** The schema of a {@link FaceRule}. */
export const faceRuleSchema = z
  .strictObject({
    /** Of the way in which faces are found and cut out; another one where a photo may give other pictures. */
    version: z.int().min(1),
    /** Whose networks find the faces and their points. */
    detector: z.string(),
    which: z.enum(faceChoices),
    /** The name of the frame to which faces are aligned. */
    template: z.string(),
    /** Rows and columns of the pictures that are cut out. */
    size: z.int().min(1),
  })
  .readonly();

/**
 * How faces are cut out of photos before they are fed as whole pictures: all that whoever cuts another
 * photo in the same way has to know.
 */
export type FaceRule = z.infer<typeof faceRuleSchema>;
