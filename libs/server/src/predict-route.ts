import type { ServerResponse } from 'node:http';
import { PictureError } from '@gender/classifier';
import { GenderError, required, zip } from '@gender/core';
import type { FastifyInstance } from 'fastify';
import type { ByteBudget } from './byte-budget.js';
import type { ServerLimits } from './limits.js';
import type { ServerMetrics } from './metrics.js';
import type { HostedAnswer, ModelHost } from './model-host.js';
import { lookAt, requestedPictures, type RequestedPicture } from './requested-pictures.js';
import { predictQuery, type PictureAnswer, type PredictAnswer } from './schemas.js';
import { ServerError } from './server-error.js';

/** What predictions are made with. */
export interface Serving {
  readonly hosts: ReadonlyMap<string, ModelHost>;
  readonly budget: ByteBudget;
  readonly limits: ServerLimits;
  readonly metrics: ServerMetrics;
  readonly calibrated: boolean;
}

/** Adds `POST /v1/predict`: an answer for every picture, be it its error. */
export function addPrediction(server: FastifyInstance, serving: Serving): void {
  const { hosts, budget, limits, metrics, calibrated } = serving;
  server.post('/v1/predict', {
    // Before the body is received: what does not fit is refused unread.
    onRequest: (request, reply, done) => {
      const share = budget.open(request.headers['content-length']);
      reply.raw.once('close', () => {
        share.giveBack();
      });
      request.raw.on('data', (chunk: Buffer) => {
        if (reply.sent) return;
        try {
          share.receive(chunk.length);
        } catch (cause) {
          reply.send(cause);
        }
      });
      // Listening alone would let the body flow, perhaps before anybody reads it.
      request.raw.pause();
      done();
    },
    handler: async (request, reply): Promise<PredictAnswer> => {
      const host = requestedHost(request.query, hosts);
      const pictures = await requestedPictures(request, limits.pictures);
      const looks = pictures.map((picture) => lookAt(picture, limits.pixels));
      const good = zip(pictures, looks).flatMap(([{ bytes }, look]) =>
        'error' in look ? [] : [{ bytes, pixels: look.pixels }],
      );
      const signal = untilClosed(reply.raw, limits.answerSeconds);
      const { answers, sha256 } = await host.predict(good, signal);
      const inTurn = answers.values();
      const all = looks.map((look): Answer =>
        'error' in look ? look : required(inTurn.next().value, 'an answer'),
      );
      for (const { error } of all) {
        metrics.pictures.inc({ model: host.name, outcome: error ? error.code : 'ok' });
      }
      const described = zip(pictures, all).map(([picture, answer], index) =>
        describeAnswer(index, picture, answer),
      );
      return { model: { name: host.name, sha256 }, calibrated, pictures: described };
    },
  });
}

/** Of a picture that was predicted, or of one that was refused before. */
type Answer = HostedAnswer | { readonly error: GenderError };

/** The model that a request names, or the only one. */
function requestedHost(query: unknown, hosts: ReadonlyMap<string, ModelHost>): ModelHost {
  const names = [...hosts.keys()].join(', ');
  const parsed = predictQuery.safeParse(query);
  if (!parsed.success) {
    throw new ServerError('SERVER_REQUEST', 'the query may name a model, and nothing else');
  }
  const { model: name } = parsed.data;
  const [first, ...others] = hosts.values();
  const host = name === undefined ? first : hosts.get(name);
  if (host === undefined) {
    throw new ServerError('SERVER_MODEL', `there is no model ${name}; there are ${names}`);
  }
  if (name === undefined && others.length > 0) {
    throw new ServerError('SERVER_REQUEST', `say by ?model= which of ${names} is asked`);
  }
  return host;
}

/** Is aborted when the client is gone, or when its answer takes too long. */
function untilClosed(response: ServerResponse, seconds: number): AbortSignal {
  const controller = new AbortController();
  const late = `the answer took more than ${seconds} s; send fewer pictures, or try again later`;
  const timer = setTimeout(() => {
    controller.abort(new ServerError('SERVER_TIMEOUT', late));
  }, seconds * 1000);
  response.once('close', () => {
    clearTimeout(timer);
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

function describeAnswer(index: number, { name }: RequestedPicture, answer: Answer): PictureAnswer {
  const place = { index, ...(name !== undefined && { name }) };
  if (answer.error) return { ...place, error: describeError(answer.error) };
  const predictions = answer.predictions.map(({ label, probabilities, box }) => ({
    ...{ label, probabilities },
    ...(box && { box: { left: box.left, top: box.top, width: box.width, height: box.height } }),
  }));
  return { ...place, predictions };
}

/** Of a picture in a batch the reason is told, not its place there. */
function describeError(error: GenderError): { code: string; message: string } {
  const { code, cause, message } = error;
  const reason = error instanceof PictureError && cause instanceof GenderError;
  return { code, message: reason ? cause.message : message };
}
