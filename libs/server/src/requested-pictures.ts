import '@fastify/multipart';
import { GenderError } from '@gender/core';
import { reasonOf } from '@gender/core/node';
import { readImageHeader } from '@gender/image';
import type { FastifyRequest } from 'fastify';
import { predictRequest } from './schemas.js';
import { ServerError } from './server-error.js';

/** An encoded picture of a request. */
export interface RequestedPicture {
  readonly name?: string;
  readonly bytes: Uint8Array;
}

/** Ways to send pictures: multipart forms, JSON with Base64, or the bytes of one picture. */
export const pictureTypes = /^(?:image\/|application\/octet-stream\b)/;

/**
 * The pictures of a request, not decoded.
 *
 * @param most - how many there may be
 * @throws ServerError `SERVER_REQUEST`, `SERVER_TOO_LARGE`.
 */
export async function requestedPictures(
  request: FastifyRequest,
  most: number,
): Promise<RequestedPicture[]> {
  const pictures = request.isMultipart() ? await readForm(request, most) : picturesOf(request.body);
  if (pictures.length === 0) {
    throw new ServerError('SERVER_REQUEST', 'the request holds no picture; send at least one');
  }
  if (pictures.length > most) throw tooMany(most);
  return pictures;
}

function picturesOf(body: unknown): RequestedPicture[] {
  if (Buffer.isBuffer(body)) return [{ bytes: body }];
  const parsed = predictRequest.safeParse(body);
  if (!parsed.success) {
    throw new ServerError(
      'SERVER_REQUEST',
      `the request is not as expected: ${reasonOf(parsed.error)}`,
    );
  }
  return parsed.data.pictures.map(({ name, data }) => ({
    ...(name !== undefined && { name }),
    bytes: Buffer.from(data, 'base64'),
  }));
}

async function readForm(request: FastifyRequest, most: number): Promise<RequestedPicture[]> {
  const pictures: RequestedPicture[] = [];
  for await (const file of request.files()) {
    if (pictures.length === most) throw tooMany(most);
    const bytes = await file.toBuffer();
    pictures.push({ ...(file.filename && { name: file.filename }), bytes });
  }
  return pictures;
}

function tooMany(most: number): ServerError {
  return new ServerError(
    'SERVER_TOO_LARGE',
    `the request has more than ${most} pictures; send them in several`,
  );
}

/**
 * Looks at format and size of a picture, without decoding it.
 *
 * @returns how many pixels it has, or why it is refused
 */
export function lookAt(
  { bytes }: RequestedPicture,
  maxPixels: number,
): { readonly pixels: number } | { readonly error: GenderError } {
  try {
    const { width, height } = readImageHeader(bytes, 'the picture', { maxPixels });
    return { pixels: width * height };
  } catch (cause) {
    if (cause instanceof GenderError) return { error: cause as GenderError };
    throw cause;
  }
}
