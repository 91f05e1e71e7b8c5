import { LONGEST_RETRY_AFTER, MOST_REDIRECTS } from './limits.js';
import { isUnreachable, TransferFailure, failureReason } from './transfer-failure.js';

/** The part of an answer that downloads use. */
export interface FetchAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly headers: { get(name: string): string | null };
  readonly body: (AsyncIterable<Uint8Array> & { cancel(): Promise<void> }) | null;
}

/** The part of `fetch` that downloads use; redirects are followed here, not by `fetch`. */
export type Fetch = (
  url: string,
  init: { headers: Record<string, string>; signal: AbortSignal; redirect: 'manual' },
) => Promise<FetchAnswer>;

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

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Range Not Satisfiable: the file has become shorter than what is known of it. */
const rangeStatus = 416;

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
  const answer = await followRedirects(url, (address) =>
    ask(address, { headers, signal, redirect: 'manual' }, fetchFile),
  );
  if (answer.status === 200 && answer.body) return wholeBody(answer, answer.body);
  if (answer.status === 206 && answer.body && known) {
    return partialBody(answer, answer.body, known);
  }
  await answer.body?.cancel();
  throw statusFailure(answer);
}

async function ask(
  url: string,
  init: Parameters<Fetch>[1],
  fetchFile: Fetch,
): Promise<FetchAnswer> {
  try {
    return await fetchFile(url, init);
  } catch (cause) {
    init.signal.throwIfAborted();
    const retry = { isRetryable: true, unreachable: isUnreachable(cause) };
    throw new TransferFailure('DOWNLOAD_NETWORK', failureReason(cause), retry, { cause });
  }
}

/** Follows redirects from http to http or https, and from https to https alone. */
async function followRedirects(
  url: string,
  askAt: (url: string) => Promise<FetchAnswer>,
): Promise<FetchAnswer> {
  let from = new URL(url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await askAt(from.href);
    if (!redirectStatuses.has(answer.status)) return answer;
    await answer.body?.cancel();
    from = redirectTarget(answer, from);
  }
  throw redirectFailure(`the server redirects more than ${MOST_REDIRECTS} times`);
}

function redirectTarget({ status, headers }: FetchAnswer, from: URL): URL {
  const location = headers.get('location');
  if (location === null || !URL.canParse(location, from.href)) {
    throw redirectFailure(`the server answered ${status} and names no address to go to`);
  }
  const to = new URL(location, from);
  if (to.protocol === 'https:' || (to.protocol === 'http:' && from.protocol === 'http:')) return to;
  throw redirectFailure(
    `the server redirects from ${from.protocol} to ${to.protocol} (${to.href}), which is not followed`,
  );
}

function redirectFailure(words: string): TransferFailure {
  return new TransferFailure('DOWNLOAD_REDIRECT', words, { isRetryable: false });
}

/**
 * Takes the reader of a body at once. undici cancels a body without one when its answer is collected
 * as garbage, and a cancelled body ends as a whole one does: without an error, and empty.
 */
function claimed(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => chunks };
}

function wholeBody({ headers }: FetchAnswer, body: AsyncIterable<Uint8Array>): FileBody {
  // fetch has undone a content encoding, so that length and offsets of what was sent mean nothing.
  const encoded = isEncoded(headers);
  const length = headers.get('content-length');
  return {
    start: 0,
    total: encoded || length === null ? undefined : Number(length),
    validator: encoded ? undefined : validatorOf(headers),
    chunks: claimed(body),
  };
}

function partialBody(
  { headers }: FetchAnswer,
  body: NonNullable<FetchAnswer['body']>,
  known: Known,
): FileBody {
  const range = String(headers.get('content-range'));
  const match = /^bytes (\d+)-\d+\/(\d+)$/.exec(range);
  const validator = validatorOf(headers) ?? known.validator;
  const continues =
    Number(match?.[1]) === known.bytes &&
    Number(match?.[2]) === known.total &&
    !isEncoded(headers) &&
    validator === known.validator;
  if (continues) {
    return { start: known.bytes, total: known.total, validator, chunks: claimed(body) };
  }
  void body.cancel();
  const words = `the server sent "${range}" of another version of the file`;
  throw new TransferFailure('DOWNLOAD_STATUS', words, { isRetryable: true, fromStart: true });
}

function isEncoded(headers: FetchAnswer['headers']): boolean {
  return !['identity', '', null].includes(headers.get('content-encoding'));
}

/** `If-Range` takes a strong entity tag or a date (RFC 9110, section 13.1.5). */
function validatorOf(headers: FetchAnswer['headers']): string | undefined {
  const tag = headers.get('etag');
  if (tag !== null && !tag.startsWith('W/')) return tag;
  return headers.get('last-modified') ?? undefined;
}

function statusFailure({ status, statusText, headers }: FetchAnswer): TransferFailure {
  const words = `the server answered ${status} ${statusText}`.trimEnd();
  return new TransferFailure('DOWNLOAD_STATUS', words, {
    isRetryable: temporaryStatuses.has(status) || status === rangeStatus,
    fromStart: status === rangeStatus,
    afterMilliseconds: retryAfter(headers.get('retry-after')),
  });
}

/** Seconds, or a date (RFC 9110, section 10.2.3); `undefined` for anything else. */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const wanted = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(wanted) ? undefined : Math.min(Math.max(wanted, 0), LONGEST_RETRY_AFTER);
}
