import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { ServerLimits } from './limits.js';

/**
 * Lets a server close without losing a request that has reached the machine: it lingers, listens until a turn in which
 * nothing arrives, and waits for the answers.
 *
 * @returns whether it is closing
 */
export function closeGracefully(server: FastifyInstance, limits: ServerLimits): () => boolean {
  const connections = new Connections(server.server);
  const receive = limits.receiveSeconds * 1000;
  const timers: NodeJS.Timeout[] = [];
  let closing = false;
  server.addHook('preClose', async () => {
    closing = true;
    await wait(limits.lingerSeconds * 1000);
    await connections.quiet(receive);
    // Nothing may be awaited from here on: listening ends in the same turn.
    connections.endUnused();
    // Node looks for slow clients only as long as it listens.
    timers.push(
      setTimeout(() => connections.endUnreceived(), receive),
      setTimeout(() => server.server.closeAllConnections(), receive + limits.answerSeconds * 1000),
    );
  });
  // A client would else keep the connection of its last answer open, and closing wait for it.
  server.addHook('onSend', (_, reply) => {
    if (closing) reply.header('Connection', 'close');
    return Promise.resolve();
  });
  server.addHook('onClose', () => {
    timers.forEach(clearTimeout);
    return Promise.resolve();
  });
  return () => closing;
}

/** The connections of a server, each with its latest request. */
class Connections {
  readonly #latest = new Map<Socket, IncomingMessage | undefined>();
  #arrived = false;

  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.#arrived = true;
      this.#latest.set(socket, undefined);
      socket.once('close', () => this.#latest.delete(socket));
    });
    server.on('request', (request) => {
      this.#arrived = true;
      this.#latest.set(request.socket, request);
    });
  }

  /**
   * Waits for a turn of the event loop in which neither a connection nor a request arrives. New connections wait in a
   * queue of the system, from which Node takes one a turn; those that are still there when listening ends are reset.
   *
   * @param longest - milliseconds after which it ends in any case
   */
  async quiet(longest: number): Promise<void> {
    const deadline = performance.now() + longest;
    await setImmediate();
    do {
      this.#arrived = false;
      await setImmediate();
    } while (this.#arrived && performance.now() < deadline);
  }

  /** Ends those on which nothing has come; Node takes them for busy. */
  endUnused(): void {
    for (const socket of this.#latest.keys()) if (socket.bytesRead === 0) socket.destroy();
  }

  /** Ends those whose request has not come as a whole. */
  endUnreceived(): void {
    for (const [socket, request] of this.#latest) if (!request?.complete) socket.destroy();
  }
}
