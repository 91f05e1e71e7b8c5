import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether the header `Authorization` of a request is `Bearer KEY` (RFC 6750). How long the comparison takes tells nothing of
 * the key.
 */
export function isAuthorized(header: string | undefined, key: string): boolean {
  const given = /^Bearer +(\S+) *$/i.exec(header ?? 'none')?.[1];
  return given !== undefined && timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
