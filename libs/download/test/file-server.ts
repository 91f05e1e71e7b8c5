import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { ProgressReporter } from '@gender/core';

/** How the server behaves; a test changes it between, or during, requests. */
export interface Behaviour {
  content: Buffer;
  etag?: string | undefined;
  lastModified?: string | undefined;
  /** Whether it knows `Range`. */
  ranges: boolean;
  /** Whether it minds `If-Range`. */
  ifRange: boolean;
  /** Bytes of the body after whose arrival the connection is cut, one for each request; then none is. */
  cuts: number[];
  /** Statuses to answer with, one for each request; then the file. */
  statuses: number[];
  /** Bytes after which the server says nothing more, one for each request; then none. */
  stalls: number[];
  /** Sends no Content-Length. */
  chunked: boolean;
  /** A Content-Length that is not true. */
  claims?: number;
  headers: Record<string, string>;
}

export interface FileServer extends AsyncDisposable {
  readonly url: string;
  readonly behaviour: Behaviour;
  /** The `Range` header of each request for the file, or `whole`. */
  readonly requests: string[];
  /** Tells the server what has arrived, so that it cuts connections at the very byte. */
  readonly progress: ProgressReporter;
}

/** A server with one file, at `/file`; `/moved` redirects there. */
export async function startFileServer(
  content: Buffer,
  changes: Partial<Behaviour> = {},
): Promise<FileServer> {
  const behaviour: Behaviour = {
    content,
    etag: '"v1"',
    ranges: true,
    ifRange: true,
    cuts: [],
    statuses: [],
    stalls: [],
    chunked: false,
    headers: {},
    ...changes,
  };
  const requests: string[] = [];
  const cut: Cut = {};
  const server = createServer((request, response) => {
    if (request.url === '/moved') {
      response.writeHead(302, { location: '/file' }).end();
      return;
    }
    requests.push(request.headers.range ?? 'whole');
    answer(request, response, behaviour, cut);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    behaviour,
    requests,
    progress: {
      start: () => {
        let arrived = 0;
        const advance = (units: number): void => {
          arrived += units;
          if (arrived === cut.after) cut.response?.destroy();
        };
        return { advance, stop: () => undefined };
      },
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Where the connection that is open now will be cut. */
interface Cut {
  response?: ServerResponse;
  after?: number | undefined;
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  behaviour: Behaviour,
  pending: Cut,
): void {
  const { content, etag, lastModified, statuses, cuts, stalls } = behaviour;
  const status = statuses.shift();
  for (const [name, value] of Object.entries(behaviour.headers)) response.setHeader(name, value);
  if (status !== undefined) {
    response.writeHead(status).end('no');
    return;
  }
  if (etag !== undefined) response.setHeader('etag', etag);
  if (lastModified !== undefined) response.setHeader('last-modified', lastModified);
  const start = startOf(request, behaviour);
  if (start > content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
    return;
  }
  if (start > 0) {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
  }
  const body = content.subarray(start);
  if (!behaviour.chunked) response.setHeader('content-length', behaviour.claims ?? body.length);
  const cut = cuts.shift();
  const stall = stalls.shift();
  Object.assign(pending, { response, after: cut });
  if (cut === 0) response.destroy();
  else if (cut === undefined && stall === undefined) response.end(body);
  else response.write(body.subarray(0, cut ?? stall));
}

function startOf(
  request: IncomingMessage,
  { ranges, ifRange, etag, lastModified }: Behaviour,
): number {
  const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  if (start === undefined || !ranges) return 0;
  const same = request.headers['if-range'] === (etag ?? lastModified);
  return same || !ifRange ? Number(start) : 0;
}
