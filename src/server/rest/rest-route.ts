import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { forbidden, unauthenticated } from '../../graphql/context.ts'
import { fileTooLarge, UnreadableFileError } from '../../uploads/errors.ts'
import { discardUpload, stageUpload } from '../../uploads/stage.ts'
import { includesScope } from '../../users/scopes.ts'
import { maskError, refusal, setHeaders } from '../errors.ts'
import { readOwnJson } from '../graphql/request-body.ts'
import type { Engine, SharedContext } from '../graphql/yoga.ts'
import { authenticateAndCount, requireLive } from '../guards/auth.ts'
import type { Connections } from '../guards/connections.ts'
import { contentType } from '../guards/csrf.ts'
import type { LargeBodies } from '../guards/large-bodies.ts'
import { countOpenBody } from '../guards/open-bodies.ts'
import { queryOf, type Route } from '../http.ts'
import { sendJson } from '../send-json.ts'
import { Call } from './call.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints } from './endpoints.ts'
import { openApi } from './openapi.ts'
import { readFile } from './read-file.ts'
import { Refusal, refusalOf } from './statuses.ts'

interface Options {
  readonly engine: Engine
  readonly shared: SharedContext
  readonly connections: Connections
  readonly largeBodies: LargeBodies
}

const forms = endpoints.map((endpoint) => ({
  endpoint,
  form: new RegExp(`^${endpoint.path.replace('{id}', '([^/]+)')}$`),
}))

/** `/api`: the REST API, each of whose endpoints runs GraphQL operations. */
export function restRoute(options: Options): Route {
  const log = options.shared.log.child({ part: 'rest' })
  return {
    owns: (path) => path === '/api' || path.startsWith('/api/'),
    async handle(req, res, path) {
      try {
        if (path === '/api/openapi.json' && req.method === 'GET') return sendJson(res, 200, openApi)
        await answer(req, res, path, options)
      } catch (error) {
        if (res.destroyed || req.socket.destroyed) return log.debug({ err: error }, 'rest: the client disconnected')
        if (error instanceof Refusal) return sendJson(res, error.status, error.body)
        const masked = maskError(asSent(error, options), log)
        setHeaders(res, masked.extensions.http?.headers)
        const { status, body } = refusalOf(masked)
        sendJson(res, status, body)
      }
    },
  }
}

async function answer(req: IncomingMessage, res: ServerResponse, path: string, options: Options): Promise<void> {
  const { shared, connections } = options
  const viewer = await authenticateAndCount(shared, req)
  const { endpoint, id } = find(req, res, path)
  if (!viewer) throw unauthenticated()
  await countOpenBody(connections, req, res, viewer)
  const call = new Call({ req, res, viewer, ...options })
  const query = parse(endpoint.query ?? z.object({}), Object.fromEntries(queryOf(req)))
  const { status, body, headers } = await endpoint.handle(call, {
    id,
    body: await readBody(endpoint, call, options),
    query,
  })
  setHeaders(res, headers)
  sendJson(res, status, body)
}

function find(req: IncomingMessage, res: ServerResponse, path: string): { endpoint: Endpoint; id: string } {
  const matches = forms.flatMap(({ endpoint, form }) => {
    const match = form.exec(path)
    return match ? [{ endpoint, id: decode(match[1] ?? '') }] : []
  })
  const found = matches.find(({ endpoint }) => endpoint.method === req.method)
  if (found) return found
  if (matches.length === 0) {
    throw refusal(404, 'NOT_FOUND', 'There is no such endpoint. GET /api/openapi.json lists them all.')
  }
  const allowed = matches.map(({ endpoint }) => endpoint.method).join(', ')
  res.setHeader('allow', allowed)
  throw refusal(405, 'METHOD_NOT_ALLOWED', `Use ${allowed}.`)
}

async function readBody(
  endpoint: Endpoint,
  { req, res, viewer, shared }: Call,
  { largeBodies }: Options,
): Promise<unknown> {
  if (!endpoint.body) return undefined
  const type = contentType(req.headers['content-type'])
  if (endpoint.takesFile && type === 'multipart/form-data') {
    if (!includesScope(viewer.scopes, 'IMPORT')) throw forbidden('IMPORT')
    const { stored, fields } = await readFile(req, (file) => stageUpload(shared, viewer.userId, file))
    await requireLive(shared.pool, viewer, req).catch(async (error) => {
      await discardUpload(shared.pool, stored)
      throw error
    })
    return parse(endpoint.body, { ...fields, uploadId: stored.id })
  }
  if (type !== 'application/json') {
    const forms = endpoint.takesFile ? ', or multipart/form-data with a file' : ''
    throw refusal(415, 'UNSUPPORTED_MEDIA_TYPE', `Send application/json${forms}.`)
  }
  return parse(endpoint.body, await readOwnJson(req, res, viewer, { ...shared, largeBodies }))
}

function parse<Output>(schema: z.ZodType<Output>, value: unknown): Output {
  const { data, error } = schema.safeParse(value)
  if (!error) return data
  const [issue] = error.issues
  const field = issue?.path.join('.') || null
  throw new Refusal('INVALID_INPUT', `${field ? `\`${field}\`: ` : ''}${issue?.message}.`, { field })
}

/** Returns the error to send: status 413 for a file that is too large, otherwise the error itself. */
function asSent(error: unknown, { shared }: Options): unknown {
  const tooLarge = fileTooLarge(shared.config.maxUploadBytes).message
  if (error instanceof UnreadableFileError && error.message === tooLarge) return refusal(413, error.code, tooLarge)
  return error
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
