import * as z from 'zod';

/** A picture in a JSON request. */
export const jsonPicture = z.strictObject({
  name: z.string().max(255).optional().describe('what the answer calls it'),
  data: z.base64().describe('an encoded picture (JPEG, PNG, …) in Base64'),
});

/** A request in JSON. */
export const predictRequest = z.strictObject({
  pictures: z.array(jsonPicture).min(1, 'expected at least one picture'),
});

export const predictQuery = z.strictObject({
  model: z.string().optional().describe('the name of a model; needed where there are several'),
});

/** The error of a request, or of one picture in it. */
export const errorSchema = z.object({
  code: z.string().describe('stable, such as IMAGE_CORRUPT'),
  message: z.string(),
});

export const errorAnswer = z.object({ error: errorSchema });

/** As `Box` of `@gender/faces`. */
const box = z.object({
  left: z.number(),
  top: z.number(),
  width: z.number(),
  height: z.number(),
});

const prediction = z.object({
  label: z.string().describe('the most probable class'),
  probabilities: z.record(z.string(), z.number().min(0).max(1)).describe('by class; they sum to 1'),
  box: box.optional().describe('where the face is, in pixels of the photo'),
});

const pictureAnswer = z.object({
  index: z.number().int().min(0).describe('place among the pictures of the request'),
  name: z.string().optional(),
  predictions: z
    .array(prediction)
    .optional()
    .describe('one, or where the model looks for faces one for each, the largest first'),
  error: errorSchema.optional().describe('why this picture has no predictions'),
});

export const predictAnswer = z.object({
  model: z.object({ name: z.string(), sha256: z.string().length(64) }),
  calibrated: z
    .boolean()
    .describe('whether probabilities are calibrated by the temperature of the model'),
  pictures: z.array(pictureAnswer),
});

export const modelDescription = z.object({
  name: z.string(),
  sha256: z.string().length(64),
  classes: z.array(z.string()),
  findsFaces: z
    .boolean()
    .describe('whether faces are looked for in pictures; else they are taken whole'),
  temperature: z.number().optional().describe('by which probabilities can be calibrated'),
  notes: z
    .array(z.string())
    .describe('what was taken for granted as the file of the model does not say it'),
});

export const modelsAnswer = z.object({ models: z.array(modelDescription) });

export const healthAnswer = z.object({ status: z.enum(['ok', 'closing']) });

export type PredictAnswer = z.infer<typeof predictAnswer>;
export type PictureAnswer = z.infer<typeof pictureAnswer>;
export type ModelDescription = z.infer<typeof modelDescription>;
