import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine with one file. */
export interface FileServer extends AsyncDisposable {
  /** The address of the file. */
  readonly url: string;
  /** The `Range` header of each request so far, or `whole`. */
  readonly requests: readonly string[];
}

/**
 * Serves one file over HTTP at 127.0.0.1, with ranges; every other address is 404.
 *
 * @param options.cutAfter - bytes after which the first connection is closed
 */
export async function serveFile(
  content: Buffer,
  options: { cutAfter?: number } = {},
): Promise<FileServer> {
  let { cutAfter } = options;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    if (request.url !== '/file.tar.gz') {
      response.writeHead(404).end();
      return;
    }
    requests.push(request.headers.range ?? 'whole');
    const start = rangeStart(request);
    const body = content.subarray(start);
    response.setHeader('etag', '"1"');
    response.setHeader('content-length', body.length);
    if (start > 0) {
      response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
    }
    response.writeHead(start > 0 ? 206 : 200);
    if (cutAfter === undefined) response.end(body);
    else response.write(body.subarray(0, cutAfter), () => setTimeout(hangUp, LATENCY, response));
    cutAfter = undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/file.tar.gz`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Milliseconds for the client to take what was sent, before the connection is closed. */
const LATENCY = 50;

function hangUp(response: ServerResponse): void {
  response.socket?.end();
}

function rangeStart({ headers }: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
}
