import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { FileError, isFileSystemError } from '@gender/core/node';
import type { Normalization } from '@gender/network';
import { tensor, type Float32Tensor } from '@gender/tensor';
import * as z from 'zod';
import { FormatError } from './format-error.js';

/** What Hugging Face's libraries write beside a network for pictures. */
export const PREPROCESSOR_CONFIG = 'preprocessor_config.json';

const length = z.int().min(1);
const square = length.transform((edge) => ({ edge }));
const rectangle = z.strictObject({ height: length, width: length });
const perChannel = (value: z.ZodNumber) => z.union([value, z.array(value).length(3)]);

/** The keys that say how pictures are fed, with the defaults of the image processors. */
const knownKeys = z.looseObject({
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean().default(true),
  image_mean: perChannel(z.number()).optional(),
  image_std: perChannel(z.number().positive()).optional(),
  do_resize: z.boolean().default(true),
  size: z.union([square, rectangle, z.strictObject({ shortest_edge: length })]).optional(),
  resample: z.int().min(0).max(5).optional(),
  do_center_crop: z.boolean().default(false),
  crop_size: z.union([square, rectangle]).nullish(),
  do_flip_channel_order: z.boolean().default(false),
  // What is done besides, which no network here says of itself.
  do_pad: z.literal(false).nullish(),
  rescale_offset: z.literal(false).nullish(),
  crop_pct: z.null().optional(),
  do_convert_rgb: z.boolean().nullish(),
  // Concerns the labels of segmentation.
  do_reduce_labels: z.boolean().nullish(),
});

/** Other keys may say anything, but nothing else is done to the pixels. */
const configSchema = knownKeys.superRefine((config, context) => {
  for (const [key, value] of Object.entries(config)) {
    const isUnknownStep = /^do_/.test(key) && value === true && !(key in knownKeys.shape);
    if (isUnknownStep)
      context.addIssue({ code: 'custom', path: [key], message: 'is not known here' });
  }
});
type Config = z.infer<typeof configSchema>;

/** Pillow's filters, by their numbers. */
const filters = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'] as const;

/**
 * How pictures are fed to a network, as a `preprocessor_config.json` in its folder says.
 *
 * @param path - of the network
 * @param inputShape - of the network, `(H, W, C)`
 * @returns `undefined` where there is no such file, or the network takes no pictures in colour
 * @throws FormatError (`FORMAT_NORMALIZATION`) when the file cannot be understood, or is of pictures of
 *   another size; FileError when it cannot be read.
 */
export async function readPreprocessorConfig(
  path: string,
  inputShape: readonly number[],
): Promise<Normalization | undefined> {
  const file = join(path.endsWith('/') ? path : dirname(path), PREPROCESSOR_CONFIG);
  const [height, width, channels] = inputShape;
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    const isMissing =
      isFileSystemError(cause) && ['ENOENT', 'ENOTDIR'].includes(String(cause.code));
    if (isMissing) return undefined;
    throw FileError.from(file, 'read', cause);
  });
  if (text === undefined || channels !== 3 || !height || !width) return undefined;
  const config = parse(file, text);
  return { ...colours(file, config), ...framing(file, config, [height, width]) };
}

function parse(file: string, text: string): Config {
  try {
    return configSchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw refused(file, `cannot be understood: ${why.replaceAll(/\s+/g, ' ')}`, cause);
  }
}

/** `(x · factor − mean) / std` as `(x − mean / factor) · factor / std`. */
function colours(file: string, config: Config): Pick<Normalization, 'mean' | 'scale'> {
  const { image_mean: ownMean, image_std: ownStd, do_normalize: normalizes } = config;
  if (normalizes && (ownMean === undefined || ownStd === undefined)) {
    throw refused(file, 'normalises pictures, but lacks image_mean or image_std');
  }
  const mean = normalizes && ownMean !== undefined ? ownMean : 0;
  const std = normalizes && ownStd !== undefined ? ownStd : 1;
  const factor = config.do_rescale ? config.rescale_factor : 1;
  return {
    mean: vector(mean, (value) => value / factor),
    scale: vector(std, (value) => factor / value),
    ...(config.do_flip_channel_order && { channelOrder: 'bgr' as const }),
  };
}

function vector(value: number | readonly number[], compute: (x: number) => number): Float32Tensor {
  const values = typeof value === 'number' ? [value, value, value] : value;
  return tensor('float32', [3], Float32Array.from(values, compute));
}

function framing(
  file: string,
  config: Config,
  [height, width]: readonly [number, number],
): Omit<Normalization, 'mean' | 'scale'> {
  const { do_resize: resizes, size, resample, do_center_crop: crops } = config;
  if (crops) checkMiddle(file, config, [height, width]);
  if (!resizes) return {};
  const filter = resample === undefined ? undefined : filters[resample];
  const interpolation = filter !== undefined && { interpolation: filter };
  if (size === undefined) return { ...interpolation };
  const [rows, columns] = sidesOf(size);
  const border = [rows - height, columns - width] as const;
  const fits = crops ? Math.min(...border) >= 0 : Math.max(...border.map(Math.abs)) === 0;
  if (!fits) {
    throw refused(
      file,
      `says ${rows} × ${columns} pixels${crops ? ' before the middle is cut out' : ''}, but the network takes ${height} × ${width}`,
    );
  }
  const isCut = border.some((margin) => margin > 0);
  return {
    ...interpolation,
    ...('shortest_edge' in size && { keepAspect: true }),
    ...(isCut && { border: [...border] as [number, number] }),
  };
}

/** That the middle, which is cut out, is what the network takes, of pictures of a known size. */
function checkMiddle(
  file: string,
  { do_resize: resizes, size, crop_size: middle }: Config,
  expected: readonly [number, number],
): void {
  if (!resizes || size === undefined) {
    throw refused(file, 'cuts the middle out of pictures, but not of one size');
  }
  if ('edge' in size) {
    throw refused(file, 'gives one size before the middle is cut out, of an edge or of a square');
  }
  const cut = middle ? sidesOf(middle).join(' × ') : expected.join(' × ');
  if (cut === expected.join(' × ')) return;
  throw refused(file, `cuts out ${cut} pixels, but the network takes ${expected.join(' × ')}`);
}

function sidesOf(size: NonNullable<Config['size']>): readonly [rows: number, columns: number] {
  if ('height' in size) return [size.height, size.width];
  const edge = 'edge' in size ? size.edge : size.shortest_edge;
  return [edge, edge];
}

/** Whether two normalisations give the same values, but for rounding. */
export function feedAlike(one: Normalization, other: Normalization): boolean {
  const near = (a: Float32Tensor | undefined, b: Float32Tensor | undefined): boolean => {
    const [first, second] = [a, b].map((each) => each?.data ?? Float32Array.of(1, 1, 1));
    return (
      first?.length === second?.length &&
      first !== undefined &&
      first.every((value, at) => Math.abs(value - (second?.[at] ?? NaN)) <= 1e-4 * Math.abs(value))
    );
  };
  const [order, otherOrder] = [one, other].map(({ channelOrder = 'rgb' }) => channelOrder);
  return near(one.mean, other.mean) && near(one.scale, other.scale) && order === otherOrder;
}

function refused(file: string, why: string, cause?: unknown): FormatError {
  return new FormatError(
    'FORMAT_NORMALIZATION',
    `${file} ${why}; correct or move it, and say how pictures are fed`,
    { cause },
  );
}
