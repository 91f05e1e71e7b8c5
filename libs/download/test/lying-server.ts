import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProgressReporter } from '@gender/core';

export const content = Buffer.from(
  Array.from({ length: 40_000 }, (_, index) => (index * 7919) % 251),
);
export const half = content.length / 2;

/** Answers the request that is the n-th, from 0; `from` is where its range begins, `undefined` without one. */
export type Answer = (
  response: ServerResponse,
  request: { n: number; from: number | undefined; path: string },
) => void;

/** A server on this machine that answers as it is told. */
export async function serve(
  answer: Answer,
): Promise<AsyncDisposable & { url: string; requests: number }> {
  const server = createServer((request: IncomingMessage, response) => {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const from = range === undefined ? undefined : Number(range);
    answer(response, { n: served.requests, from, path: String(request.url) });
    served.requests += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  hangUp = undefined;
  const served = {
    url: `http://127.0.0.1:${port}/file`,
    requests: 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return served;
}

/** What is to arrive before a connection is cut; the client's progress says how much has. */
let hangUp: { response: ServerResponse; after: number } | undefined;

export const progress: ProgressReporter = {
  start: () => {
    let arrived = 0;
    const advance = (units: number): void => {
      arrived += units;
      if (arrived === hangUp?.after) hangUp.response.destroy();
    };
    return { advance, stop: () => undefined };
  },
};

export function sendAndHangUp(response: ServerResponse, bytes: Buffer): void {
  hangUp = { response, after: bytes.length };
  response.write(bytes);
}

export const etag = { etag: '"1"' };

export function whole(response: ServerResponse): void {
  response.writeHead(200, { ...etag, 'content-length': content.length }).end(content);
}

/** Half of the file, then the end of the connection: what a resume begins with. */
export function firstHalf(response: ServerResponse, headers: Record<string, string> = etag): void {
  response.writeHead(200, { ...headers, 'content-length': content.length });
  sendAndHangUp(response, content.subarray(0, half));
}

export function rest(
  response: ServerResponse,
  from: number,
  headers: Record<string, string> = etag,
): void {
  const range = `bytes ${from}-${content.length - 1}/${content.length}`;
  response
    .writeHead(206, {
      'content-range': range,
      'content-length': content.length - from,
      ...headers,
    })
    .end(content.subarray(from));
}

/** Writes the same bytes for ever, each time when the last have gone. */
export function endless(response: ServerResponse, bytes: Buffer, pause = 0): void {
  if (response.destroyed) return;
  response.write(bytes, () => setTimeout(endless, pause, response, bytes, pause));
}

export function redirect(response: ServerResponse, location: string, status = 302): void {
  response.writeHead(status, { location }).end('moved');
}
