import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import multipart from '@fastify/multipart';
import staticFiles from '@fastify/static';
import { silentLogger, type Logger } from '@gender/core';
import fastify, { type FastifyInstance } from 'fastify';
import { answerErrors } from './answer-errors.js';
import { requireKey } from './api-key.js';
import { ByteBudget } from './byte-budget.js';
import { closeGracefully } from './close-gracefully.js';
import { createHttpServer } from './http-server.js';
import { completeLimits, type ServerLimits } from './limits.js';
import { ServerMetrics } from './metrics.js';
import { ModelHost, type ModelHostOptions, type ServedModel } from './model-host.js';
import { describeApi } from './openapi.js';
import { addPrediction } from './predict-route.js';
import { pictureTypes } from './requested-pictures.js';
import { ServerError } from './server-error.js';

/** Lies beside the sources and beside what is built of them. */
const ownPage = fileURLToPath(new URL('../page', import.meta.url));

export interface ServerOptions extends Omit<
  ModelHostOptions,
  'capacity' | 'onBatch' | 'calibrated'
> {
  /** Each with a name of its own. */
  readonly models: readonly [ServedModel, ...ServedModel[]];
  /** Whether probabilities are calibrated by the temperature of each model. @default false */
  readonly calibrated?: boolean | undefined;
  /** What clients say as `Authorization: Bearer …`; default: nobody is asked. */
  readonly apiKey?: string | undefined;
  /** A folder with a page that is shown at `/`; default: one that sends pictures to this server. */
  readonly page?: string | undefined;
  /** The version that the description of the API names. */
  readonly version: string;
  readonly limits?: Partial<ServerLimits> | undefined;
  readonly logger?: Logger | undefined;
}

/**
 * A server of transfer models, not listening yet: `POST /v1/predict`, `GET /v1/models`, `/healthz`, `/readyz`,
 * `/metrics`, `/openapi.json`. Pictures are held in memory only, and neither they nor their names are logged.
 * Closing it answers what was accepted, then frees the models.
 *
 * @throws ServerError (`SERVER_MODELS`) when two models have one name, `SERVER_LIMITS`, `SERVER_PAGE`.
 * @throws as `GenderClassifier.load`; ClassifierError (`CLASSIFIER_UNCALIBRATED`) when calibrated probabilities
 *   are asked of a model that has no temperature.
 *
 * @example
 * const server = await createServer({ models: [{ name: 'faces', path: 'model.h5' }], version: '1.0.0' });
 * await server.listen({ host: '127.0.0.1', port: 8080 });
 */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { apiKey, page = ownPage, version, logger = silentLogger } = options;
  const limits = completeLimits(options.limits);
  const budget = new ByteBudget(limits.requestBytes, limits.bytesInFlight);
  const hosts = new Map<string, ModelHost>();
  const metrics = new ServerMetrics(
    () => [...hosts].map(([name, { waiting }]) => [name, waiting] as const),
    () => budget.taken,
  );
  requirePage(page);
  await openHosts(hosts, options, limits, metrics);
  const server = fastify({
    bodyLimit: limits.requestBytes,
    return503OnClosing: false,
    serverFactory: (answer) => createHttpServer(answer, limits),
  });
  const isClosing = closeGracefully(server, limits);
  server.addHook('onClose', async () => {
    await Promise.all([...hosts.values()].map((host) => host[Symbol.asyncDispose]()));
  });
  server.addHook('onResponse', (request, reply) => {
    const { url: route = 'none' } = request.routeOptions;
    const status = String(reply.statusCode);
    metrics.requestSeconds.observe({ route, status }, reply.elapsedTime / 1000);
    return Promise.resolve();
  });
  answerErrors(server, logger);
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser(pictureTypes, { parseAs: 'buffer' }, (_, body, done) => {
    done(null, body);
  });
  await server.register(multipart, {
    // Fields that are no files are not looked at.
    limits: {
      ...{ fileSize: limits.requestBytes, files: limits.pictures + 1 },
      ...{ fields: 100, fieldSize: 1024 },
    },
  });

  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', (_, reply) => {
    reply.code(isClosing() ? 503 : 200);
    return { status: isClosing() ? 'closing' : 'ok' };
  });
  server.get('/openapi.json', () => describeApi(version, apiKey !== undefined));
  await server.register((guarded, _, done) => {
    if (apiKey !== undefined) {
      guarded.addHook('onRequest', (request, _reply, next) => {
        requireKey(request.headers.authorization, apiKey);
        next();
      });
    }
    guarded.get('/metrics', async (_request, reply) => {
      reply.type(metrics.registry.contentType);
      return metrics.registry.metrics();
    });
    guarded.get('/v1/models', () => ({
      models: [...hosts.values()].map((host) => host.describe()),
    }));
    addPrediction(guarded, {
      hosts,
      budget,
      limits,
      metrics,
      calibrated: options.calibrated === true,
    });
    done();
  });
  await server.register(staticFiles, { root: resolve(page) });
  return server;
}

async function openHosts(
  hosts: Map<string, ModelHost>,
  { models, calibrated = false, ...load }: ServerOptions,
  { waitingPictures: capacity }: ServerLimits,
  { batchPictures }: ServerMetrics,
): Promise<void> {
  try {
    for (const model of models) {
      const { name } = model;
      if (hosts.has(name)) {
        throw new ServerError(
          'SERVER_MODELS',
          `two models are called ${name}; give each a name of its own`,
        );
      }
      const onBatch = (pictures: number): void => batchPictures.observe({ model: name }, pictures);
      hosts.set(name, await ModelHost.open(model, { ...load, calibrated, capacity, onBatch }));
    }
  } catch (cause) {
    await Promise.all([...hosts.values()].map((host) => host[Symbol.asyncDispose]()));
    throw cause;
  }
}

function requirePage(folder: string): void {
  if (existsSync(join(folder, 'index.html'))) return;
  throw new ServerError(
    'SERVER_PAGE',
    `${folder} holds no page: it has no index.html; build the page first, or name another folder`,
  );
}
