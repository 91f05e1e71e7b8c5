/**
 * Keeps the files of the page in the browser, so that it works without a network after the first
 * visit. Every build has a cache of its own; the files of earlier builds are deleted.
 */

/** What of a service worker's surroundings is used here; the types of pages do not have it. */
interface ServiceWorker {
  addEventListener(
    type: 'install' | 'activate' | 'fetch',
    listener: (event: WorkerEvent) => void,
  ): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
interface WorkerEvent {
  readonly request: Request;
  waitUntil(work: Promise<unknown>): void;
  respondWith(response: Promise<Response>): void;
}

/** The files of this build and their hash; the build fills them in. */
declare const __FILES__: readonly string[];
declare const __VERSION__: string;

const PREFIX = 'playground-';
const cacheName = PREFIX + __VERSION__;
const worker = globalThis as unknown as ServiceWorker;

worker.addEventListener('install', (event) => {
  const keep = async (): Promise<void> => {
    const cache = await caches.open(cacheName);
    // From the server: what the browser kept of a file may be that of an earlier build.
    await cache.addAll(__FILES__.map((file) => new Request(file, { cache: 'reload' })));
    await worker.skipWaiting();
  };
  event.waitUntil(keep());
});

worker.addEventListener('activate', (event) => {
  const clean = async (): Promise<void> => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith(PREFIX) && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await worker.clients.claim();
  };
  event.waitUntil(clean());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  const answer = async (): Promise<Response> => {
    const cache = await caches.open(cacheName);
    // Servers that say `Vary: Origin` answer scripts and everything else with the same bytes.
    const kept = await cache.match(request, { ignoreSearch: true, ignoreVary: true });
    return kept ?? fetch(request);
  };
  event.respondWith(answer());
});
