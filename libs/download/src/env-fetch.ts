import { DownloadError } from './download-error.js';
import type { Fetch } from './request.js';

/** A `fetch` that keeps connections open until it is disposed. */
export interface OpenFetch extends AsyncDisposable {
  readonly fetch: Fetch;
}

/**
 * A `fetch` that goes through the proxies of the environment: `HTTP_PROXY`, `HTTPS_PROXY` and
 * `NO_PROXY` (small letters come first). That of Node 20 and 22 does not know them.
 *
 * @throws DownloadError when a variable names no proxy.
 */
export async function openEnvFetch(): Promise<OpenFetch> {
  const { EnvHttpProxyAgent, fetch } = await import('undici'); // loaded where something is downloaded
  try {
    // Many proxies refuse to tunnel to port 80; a plain request through them works everywhere.
    const dispatcher = new EnvHttpProxyAgent({ proxyTunnel: false });
    return {
      fetch: (url, init) => fetch(url, { ...init, dispatcher }),
      [Symbol.asyncDispose]: () => dispatcher.destroy(),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new DownloadError(
      'DOWNLOAD_URL',
      `cannot use the proxy that HTTP_PROXY or HTTPS_PROXY names: ${why}; expected an address such as http://proxy:8080`,
      { cause },
    );
  }
}
