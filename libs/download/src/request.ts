import { isUnreachable, TransferFailure, failureReason } from './transfer-failure.js';

/** The part of `fetch` that downloads use; tests and proxies pass their own. */
export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; signal: AbortSignal; redirect: 'follow' },
) => Promise<Response>;

/** What a server sends of a file. */
export interface FileBody {
  /** Where the body begins in the file; 0 when the server sends all of it. */
  readonly start: number;
  /** The length of the whole file; absent where the server does not say. */
  readonly total: number | undefined;
  /** An entity tag or date that says whether the file is still the same; absent: do not resume. */
  readonly validator: string | undefined;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** What of a file is there already. */
export interface Known {
  readonly bytes: number;
  readonly total: number;
  readonly validator: string;
}

/** Answers that may be different a little later (RFC 9110, section 15; RFC 6585 for 429). */
const temporaryStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Range Not Satisfiable: the file has become shorter than what is known of it. */
const rangeStatus = 416;

/** No server may make us wait longer than this between two attempts. */
const longestRetryAfter = 60_000;

/**
 * Asks for a file, or for what lies behind the bytes that are known. The server sends the whole file
 * when it does not know ranges, or when the file has changed (`If-Range`).
 *
 * @throws TransferFailure on an answer that is not the file, and when there is no answer.
 */
export async function requestFile(
  url: string,
  known: Known | undefined,
  fetchFile: Fetch,
  signal: AbortSignal,
): Promise<FileBody> {
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (known) {
    headers['range'] = `bytes=${known.bytes}-`;
    headers['if-range'] = known.validator;
  }
  const response = await fetchFile(url, { headers, signal, redirect: 'follow' }).catch(
    (cause: unknown) => {
      signal.throwIfAborted();
      const retry = { isRetryable: true, unreachable: isUnreachable(cause) };
      throw new TransferFailure('DOWNLOAD_NETWORK', failureReason(cause), retry, { cause });
    },
  );
  if (response.status === 200 && response.body) return wholeBody(response, response.body);
  if (response.status === 206 && response.body && known) {
    return partialBody(response, response.body, known);
  }
  await response.body?.cancel();
  throw statusFailure(response);
}

function wholeBody(response: Response, chunks: AsyncIterable<Uint8Array>): FileBody {
  const { headers } = response;
  // fetch has undone a content encoding, so that length and offsets of what was sent mean nothing.
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  const length = headers.get('content-length');
  return {
    start: 0,
    total: encoded || length === null ? undefined : Number(length),
    validator: encoded ? undefined : validatorOf(headers),
    chunks,
  };
}

function partialBody(
  { headers }: Response,
  chunks: AsyncIterable<Uint8Array>,
  known: Known,
): FileBody {
  const range = String(headers.get('content-range'));
  const match = /^bytes (\d+)-\d+\/(\d+)$/.exec(range);
  const validator = validatorOf(headers) ?? known.validator;
  const continues = Number(match?.[1]) === known.bytes && Number(match?.[2]) === known.total;
  if (!continues || validator !== known.validator) {
    const words = `the server sent "${range}" of another version of the file`;
    throw new TransferFailure('DOWNLOAD_STATUS', words, { isRetryable: true, fromStart: true });
  }
  return { start: known.bytes, total: known.total, validator, chunks };
}

/** `If-Range` takes a strong entity tag or a date (RFC 9110, section 13.1.5). */
function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified') ?? undefined;
}

function statusFailure({ status, statusText, headers }: Response): TransferFailure {
  const words = `the server answered ${status} ${statusText}`.trimEnd();
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return new TransferFailure('DOWNLOAD_STATUS', words, {
    isRetryable: temporaryStatuses.has(status) || status === rangeStatus,
    fromStart: status === rangeStatus,
    ...(seconds >= 0 && { afterMilliseconds: Math.min(seconds * 1000, longestRetryAfter) }),
  });
}
