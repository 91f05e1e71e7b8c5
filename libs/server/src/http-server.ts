import { createServer, type RequestListener, type Server } from 'node:http';
import type { ServerLimits } from './limits.js';

/** For how long a connection waits for its next request, in milliseconds; balancers keep theirs for a minute. */
const KEEP_ALIVE = 72_000;

/** An HTTP server that ends connections on which requests come, or answers are read, too slowly. */
export function createHttpServer(answer: RequestListener, limits: ServerLimits): Server {
  const { receiveSeconds, answerSeconds, connections } = limits;
  const server = createServer(
    {
      ...{ headersTimeout: receiveSeconds * 1000, requestTimeout: receiveSeconds * 1000 },
      ...{ keepAliveTimeout: KEEP_ALIVE, connectionsCheckingInterval: 1000 },
    },
    answer,
  );
  server.maxConnections = connections;
  // Where nothing moves for longer, the client does not read its answer.
  server.setTimeout((receiveSeconds + answerSeconds) * 1000);
  return server;
}
