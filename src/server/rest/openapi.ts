import * as z from 'zod'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { refusal } from './schemas.ts'
import { wait } from './wait.ts'

const refusals: Readonly<Record<number, string>> = {
  400: 'The request is invalid.',
  401: 'The token is missing, invalid, revoked or expired.',
  402: 'Not enough credits for a single lead. Stop, and add credits.',
  403: 'The list is not yours, or the token lacks the scope.',
  404: 'It does not exist or is not yours.',
  409: 'The `Idempotency-Key` was used for a different request.',
  413: 'The body is too large, or your uploads take up too much space.',
  415: 'The Content-Type is not supported.',
  422: 'The import failed.',
  429: 'Too many requests. Retry after the seconds in `Retry-After`.',
  503: 'Reading took too long. Try again later.',
  507: 'The server is out of disk space.',
}

/** The OpenAPI 3.1 description of all endpoints. */
export const openApi = {
  openapi: '3.1.0',
  info: {
    title: 'Leadstream',
    version: packageJson.version,
    summary: 'Import leads from files and from Sales Navigator searches.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/' }],
  security: [{ token: [] }],
  tags: [{ name: 'lists', description: 'Lists, imports and previews.' }],
  paths: Object.fromEntries(
    [...new Set(endpoints.map(({ path }) => path))].map((path) => [
      path,
      Object.fromEntries(
        endpoints
          .filter((endpoint) => endpoint.path === path)
          .map((endpoint) => [endpoint.method.toLowerCase(), describe(endpoint)]),
      ),
    ]),
  ),
  components: {
    securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'A token of your user.' } },
    schemas: { Refusal: jsonSchema(refusal, 'output') },
  },
}

function describe(endpoint: Endpoint) {
  const { operationId, summary, description, body } = endpoint
  return {
    operationId,
    tags: ['lists'],
    summary,
    ...(description === undefined ? {} : { description }),
    parameters: parametersOf(endpoint),
    ...(body ? { requestBody: { required: true, content: contentOf(endpoint, body) } } : {}),
    responses: {
      ...Object.fromEntries(
        Object.entries(endpoint.replies).map(([status, { description, schema }]) => [
          status,
          { description, content: { 'application/json': { schema: jsonSchema(schema, 'output') } } },
        ]),
      ),
      ...Object.fromEntries(
        [...new Set([401, 403, 429, ...(body ? [415] : []), ...endpoint.refusals])].sort().map((status) => [
          status,
          {
            description: refusals[status] ?? 'Refused.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Refusal' } } },
          },
        ]),
      ),
    },
  }
}

function parametersOf({ path, query, isIdempotent, waits }: Endpoint) {
  const schema = { type: 'string' }
  return [
    ...(path.includes('{id}') ? [{ name: 'id', in: 'path', required: true, schema }] : []),
    ...Object.entries(query?.shape ?? {}).map(([name, field]) => ({
      name,
      in: 'query',
      schema: jsonSchema(field, 'input'),
    })),
    ...(isIdempotent
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: 'Repeating the request with this key within 24 hours starts nothing new.',
            schema: { type: 'string', maxLength: 255 },
          },
        ]
      : []),
    ...(waits
      ? [
          {
            name: 'Prefer',
            in: 'header',
            description: `\`wait=<seconds>\`: how long to wait for the import to end, at most ${wait.max}; \`respond-async\`: do not wait. Default: ${wait.usual} seconds.`,
            schema,
          },
        ]
      : []),
  ]
}

function contentOf({ takesFile }: Endpoint, body: z.ZodType) {
  const file = {
    type: 'object',
    required: ['file'],
    properties: { file: { type: 'string', format: 'binary' }, sheet: { type: 'string' } },
  }
  return {
    'application/json': { schema: jsonSchema(body, 'input') },
    ...(takesFile ? { 'multipart/form-data': { schema: file } } : {}),
  }
}

function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}
