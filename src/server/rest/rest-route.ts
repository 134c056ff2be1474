import type { IncomingMessage, ServerResponse } from 'node:http'
import * as z from 'zod'
import { shortened } from '../../errors.ts'
import { forbidden, unauthenticated } from '../../graphql/context.ts'
import { fileTooLarge, UnreadableFileError } from '../../uploads/errors.ts'
import { discardUpload, stageUpload } from '../../uploads/stage.ts'
import { includesScope } from '../../users/scopes.ts'
import { maskError, refusal, setHeaders } from '../errors.ts'
import type { Engine, SharedContext } from '../graphql/engine.ts'
import { readOwnJson } from '../graphql/request-body.ts'
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
        if (path === '/api/openapi.json') return sendOpenApi(req, res)
        await answer(req, res, path, options)
      } catch (error) {
        if (res.destroyed || req.socket.destroyed) return log.debug({ err: error }, 'rest: the client disconnected')
        const known = error instanceof UnreadableFileError ? unreadable(error, options) : error
        if (known instanceof Refusal) return sendJson(res, known.status, known.body)
        const masked = maskError(known, log)
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
  if (!includesScope(viewer.scopes, endpoint.scope)) throw forbidden(endpoint.scope)
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
  // Node sends no body in response to HEAD.
  const method = req.method === 'HEAD' ? 'GET' : req.method
  const found = matches.find(({ endpoint }) => endpoint.method === method)
  if (found) return found
  if (matches.length === 0) {
    throw refusal(404, 'NOT_FOUND', 'There is no such endpoint. GET /api/openapi.json lists them all.')
  }
  throw methodNotAllowed(res, matches.map(({ endpoint }) => endpoint.method).join(', '))
}

function sendOpenApi(req: IncomingMessage, res: ServerResponse): void {
  if (req.method !== 'GET' && req.method !== 'HEAD') throw methodNotAllowed(res, 'GET')
  sendJson(res, 200, openApi)
}

function methodNotAllowed(res: ServerResponse, allowed: string) {
  res.setHeader('allow', allowed)
  return refusal(405, 'METHOD_NOT_ALLOWED', `Use ${allowed}.`)
}

async function readBody(
  endpoint: Endpoint,
  { req, res, viewer, shared }: Call,
  { largeBodies }: Options,
): Promise<unknown> {
  if (!endpoint.body) return undefined
  const type = contentType(req.headers['content-type'])
  if (endpoint.takesFile && type === 'multipart/form-data') {
    const discard = ({ id }: { id: string }) => discardUpload(shared.pool, { id, ownerId: viewer.userId })
    const { stored, fields } = await readFile(req, (file) => stageUpload(shared, viewer.userId, file), discard)
    await requireLive(shared.pool, viewer, req).catch(async (error) => {
      await discard(stored)
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
  const problem =
    issue?.code === 'invalid_type' && issue.message.endsWith('received undefined') ? 'is required' : issue?.message
  // It quotes what was sent.
  const message = shortened(`${field ? `\`${field}\`: ` : ''}${problem}.`)
  throw new Refusal('INVALID_INPUT', message, { field: field && shortened(field) })
}

function unreadable({ code, message, line }: UnreadableFileError, { shared }: Options): Refusal {
  const isTooLarge = message === fileTooLarge(shared.config.maxUploadBytes).message
  return new Refusal(code, message, { line }, isTooLarge ? 413 : 400)
}

function decode(part: string): string {
  try {
    const decoded = decodeURIComponent(part)
    // No id has a NUL, which would be removed from a longer one.
    return decoded.includes('\0') ? part : decoded
  } catch {
    return part
  }
}
