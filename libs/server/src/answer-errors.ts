import { GenderError, type Logger } from '@gender/core';
import { reasonOf } from '@gender/core/node';
import type { FastifyInstance } from 'fastify';
import { RETRY_SECONDS } from './limits.js';
import { ServerError } from './server-error.js';

interface AnsweredError {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Answers every error as `{ "error": { "code", "message" } }`. What is no client's fault is logged, not told. */
export function answerErrors(server: FastifyInstance, logger: Logger): void {
  server.setErrorHandler((error, request, reply) => {
    const { status, ...told } = describe(error);
    // Whose client is gone, its prediction was given up.
    if (status === 500 && !request.raw.socket.destroyed)
      logger.warn(`${request.method} ${request.routeOptions.url}: ${reasonOf(error)}`);
    if (status === 503) reply.header('Retry-After', RETRY_SECONDS);
    if (status === 401) reply.header('WWW-Authenticate', 'Bearer');
    // What is left of a body that was refused unread is not waited for.
    const isUnread = status === 503 && !request.raw.complete;
    if (status === 411 || status === 413 || isUnread) reply.header('Connection', 'close');
    return reply.code(status).send({ error: told });
  });
  server.setNotFoundHandler((request, reply) =>
    reply.code(404).send({
      error: { code: 'SERVER_REQUEST', message: `there is no ${request.method} ${request.url}` },
    }),
  );
}

function describe(error: unknown): AnsweredError {
  if (error instanceof ServerError) {
    return { status: error.status, code: error.code, message: error.message };
  }
  const { status, message } = refusedByFramework(error);
  if (status === undefined) {
    return { status: 500, code: 'SERVER_FAULT', message: 'the server failed; its log says why' };
  }
  const code = status === 413 ? 'SERVER_TOO_LARGE' : 'SERVER_REQUEST';
  return { status, code, message };
}

/** Of bodies that cannot be parsed, and of others that Fastify refuses by itself. */
function refusedByFramework(error: unknown): { status?: number; message: string } {
  if (error instanceof GenderError || !(error instanceof Error)) return { message: '' };
  const status = 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500
    ? { status, message: reasonOf(error) }
    : { message: error.message };
}
