import { createHash, timingSafeEqual } from 'node:crypto';
import { ServerError } from './server-error.js';

/**
 * Asks that the header `Authorization` of a request be `Bearer KEY` (RFC 6750). How long the comparison takes
 * tells nothing of the key.
 *
 * @throws ServerError (`SERVER_KEY`) when it is missing or another.
 */
export function requireKey(header: string | undefined, key: string): void {
  const given = header === undefined ? undefined : /^Bearer +(\S+) *$/i.exec(header)?.[1];
  if (given !== undefined && timingSafeEqual(digest(given), digest(key))) return;
  throw new ServerError(
    'SERVER_KEY',
    'the API key is missing or wrong; send Authorization: Bearer KEY',
  );
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
