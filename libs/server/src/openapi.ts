import * as z from 'zod';
import {
  errorAnswer,
  healthAnswer,
  modelsAnswer,
  predictAnswer,
  predictQuery,
  predictRequest,
} from './schemas.js';

const schemas = {
  PredictRequest: predictRequest,
  PredictAnswer: predictAnswer,
  Models: modelsAnswer,
  Health: healthAnswer,
  Error: errorAnswer,
};

/** The errors that a prediction may end in, by status. */
const refusals = {
  400: 'The request is not of a form that is taken',
  401: 'The API key is missing or wrong',
  404: 'No model has this name',
  411: 'The length of the request is not announced',
  413: 'Too many bytes or pictures',
  415: 'The content is of a type that is not taken',
  503: 'As much waits as may wait, or the server is closing; see Retry-After',
  504: 'The answer did not come in time',
};

/**
 * The description of a server in OpenAPI 3.1, from the schemas that requests are checked with.
 *
 * @param version - of the server's package
 * @param guarded - whether an API key is asked for
 */
export function describeApi(version: string, guarded: boolean): Record<string, unknown> {
  return {
    openapi: '3.1.0',
    info: { title: 'Classifier of face pictures', version },
    paths: {
      '/v1/predict': {
        post: {
          ...{ operationId: 'predict', summary: 'The class of every picture' },
          parameters: queryParameters(predictQuery),
          requestBody: { required: true, content: requestContent() },
          responses: { 200: answer('PredictAnswer', 'An answer for every picture'), ...refused() },
        },
      },
      '/v1/models': {
        get: {
          ...{ operationId: 'listModels', summary: 'The models that are served' },
          responses: { 200: answer('Models', 'What each tells apart') },
        },
      },
      '/healthz': health('live', 'Whether the process answers'),
      '/readyz': health('ready', 'Whether requests may be sent'),
    },
    components: {
      schemas: Object.fromEntries(
        Object.entries(schemas).map(([name, schema]) => [name, schemaOf(schema)]),
      ),
      ...(guarded && { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } }),
    },
    ...(guarded && { security: [{ key: [] }] }),
  };
}

function schemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { target: 'draft-2020-12' });
  return described;
}

function requestContent(): Record<string, unknown> {
  const bytes = { schema: {} };
  const pictures = { type: 'array', items: { type: 'string', contentMediaType: 'image/*' } };
  const form = { type: 'object', required: ['pictures'], properties: { pictures } };
  return {
    'application/json': { schema: reference('PredictRequest') },
    'multipart/form-data': { schema: form },
    ...{ 'image/*': bytes, 'application/octet-stream': bytes },
  };
}

function queryParameters(schema: z.ZodObject<Readonly<Record<string, z.ZodType>>>): unknown[] {
  return Object.entries(schema.shape).map(([name, value]) => ({
    ...{ in: 'query', name, required: !value.safeParse(undefined).success },
    schema: schemaOf(value),
  }));
}

function health(operationId: string, summary: string): Record<string, unknown> {
  const responses = { 200: answer('Health', 'It does'), 503: answer('Health', 'It does not') };
  return { get: { operationId, summary, security: [], responses } };
}

function refused(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(refusals).map(([status, description]) => [status, answer('Error', description)]),
  );
}

function answer(name: keyof typeof schemas, description: string): Record<string, unknown> {
  return { description, content: { 'application/json': { schema: reference(name) } } };
}

function reference(name: keyof typeof schemas): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}
