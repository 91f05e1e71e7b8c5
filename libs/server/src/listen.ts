import { reasonOf } from '@gender/core/node';
import type { FastifyInstance } from 'fastify';
import { ServerError } from './server-error.js';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/**
 * Begins to listen.
 *
 * @returns the address as a URL
 * @throws ServerError (`SERVER_PORT`) when the port is taken or may not be used.
 */
export async function listen(server: FastifyInstance, { host, port }: Address): Promise<string> {
  try {
    return await server.listen({ host, port });
  } catch (cause) {
    throw new ServerError(
      'SERVER_PORT',
      `cannot listen on ${host}, port ${port}: ${reasonOf(cause)}; choose another port`,
      { cause },
    );
  }
}
