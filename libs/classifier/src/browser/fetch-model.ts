import { ClassifierError } from '../classifier-error.js';

/** Where a model comes from: the address of its `.onnx` file, or the file. */
export type WebModelSource = string | URL | Blob | Uint8Array | ArrayBuffer;

/** What messages call a model. */
export function nameOf(source: WebModelSource): string {
  return typeof source === 'string' || source instanceof URL ? String(source) : 'the model';
}

export interface FetchModelOptions {
  /**
   * The SHA-256 of the file, 64 hexadecimal digits. What is downloaded must have it, and is then
   * kept in the browser's Cache API under it: the next visit downloads nothing.
   */
  sha256?: string | undefined;
  /** Stops the download. */
  signal?: AbortSignal | undefined;
  /** Is told how much is there; `total` is `undefined` where the server does not say it. */
  onProgress?: ((loaded: number, total: number | undefined) => void) | undefined;
}

/** The name of the cache in the browser. */
const CACHE = 'gender-classifier-models';

/**
 * The bytes of a model, downloaded where it is an address.
 *
 * @throws ClassifierError (`CLASSIFIER_DOWNLOAD`) when the server does not give the file, or another
 *   than `sha256` says; what `signal` was aborted with.
 */
export async function fetchModel(
  source: WebModelSource,
  { sha256, signal, onProgress }: FetchModelOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (typeof source !== 'string' && !(source instanceof URL)) return new Uint8Array(source);
  const wanted = sha256?.toLowerCase();
  const kept = wanted === undefined ? undefined : await keptModel(wanted);
  if (kept !== undefined) return kept;
  const bytes = await download(String(source), { signal, onProgress });
  if (wanted !== undefined) {
    const found = await digest(bytes);
    if (found !== wanted) {
      throw failed(`${String(source)} has the SHA-256 ${found}, expected ${wanted}`);
    }
    await keepModel(wanted, bytes);
  }
  return bytes;
}

async function download(
  url: string,
  { signal, onProgress }: FetchModelOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url, signal && { signal }).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw failed(`${url} cannot be downloaded`, cause);
  });
  if (!response.ok || response.body === null) {
    throw failed(`${url} cannot be downloaded: the server answers ${response.status}`);
  }
  const total = Number(response.headers.get('content-length')) || undefined;
  let loaded = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      loaded += chunk.length;
      onProgress?.(loaded, total);
      controller.enqueue(chunk);
    },
  });
  try {
    return new Uint8Array(await new Response(response.body.pipeThrough(counted)).arrayBuffer());
  } catch (cause) {
    signal?.throwIfAborted();
    throw failed(`the download of ${url} broke off after ${loaded} bytes`, cause);
  }
}

/** A page of `file:` or without HTTPS has no cache. */
async function openCache(): Promise<Cache | undefined> {
  return typeof caches === 'undefined' ? undefined : caches.open(CACHE);
}

/** Keys of the cache are addresses; this one is of no server. */
function keyOf(sha256: string): string {
  return `https://models.invalid/${sha256}`;
}

async function keptModel(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const cache = await openCache();
  const response = await cache?.match(keyOf(sha256));
  if (response === undefined) return undefined;
  const bytes = new Uint8Array(await response.arrayBuffer());
  return (await digest(bytes)) === sha256 ? bytes : undefined;
}

/** A cache that is full is no reason not to classify. */
async function keepModel(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const cache = await openCache();
  await cache?.put(keyOf(sha256), new Response(bytes)).catch(() => undefined);
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function failed(message: string, cause?: unknown): ClassifierError {
  return new ClassifierError('CLASSIFIER_DOWNLOAD', message, { cause });
}
