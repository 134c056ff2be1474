import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import processRequest from 'graphql-upload/processRequest.mjs'
import { type GraphQLParams, isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Config } from '../../config.ts'
import type { Queryable } from '../../db/queryable.ts'
import { unauthenticated } from '../../graphql/context.ts'
import type { Viewer } from '../../users/tokens.ts'
import { bodyRefusal, isBodyError, refusal } from '../errors.ts'
import { requireLive } from '../guards/auth.ts'
import { contentType } from '../guards/csrf.ts'
import type { LargeBodies } from '../guards/large-bodies.ts'
import { checkJsonShape } from './json-shape.ts'

/** The HTTP request, as plugins see it. */
export interface HttpContext {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly viewer: Viewer | null
  readonly body?: Promise<unknown>
}

// Room for the form around a file: a file that is too large is refused by the code that stores it, with a better message.
const slack = 1_000_000
/** Bytes of a body or a message without a token. */
export const anonymousLimit = 100_000
// Unlike a file, JSON is parsed as a whole, which blocks the event loop: for about 0.2 seconds at this size.
const maxJson = 25_000_000
const largeBody = 8_000_000
const otherWays = ' Send a large file by PUT /uploads, or as multipart/form-data.'

/** What reading a body takes. */
export interface BodyOptions {
  readonly config: Pick<Config, 'maxUploadBytes'>
  readonly pool: Queryable
  readonly largeBodies: LargeBodies
}

/**
 * Reads the bodies of POST requests from the Node request itself: JSON up to a limit, multipart as streams.
 * Multipart requires a token.
 */
export function useBodies(options: BodyOptions): Plugin<object, HttpContext> {
  const releases = new WeakMap<ServerResponse, () => void>()
  return {
    onRequestParse({ request, serverContext: { req, res, viewer, body }, setRequestParser }) {
      if (request.method !== 'POST') return
      const type = contentType(req.headers['content-type'])
      setRequestParser(async () => {
        if (type === 'application/json') {
          const onSlot = (release: () => void) => releases.set(res, release)
          return params(await (body ?? readOwnJson(req, res, viewer, options, onSlot)))
        }
        if (type !== 'multipart/form-data') {
          throw refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json, or multipart/form-data for files.')
        }
        if (!viewer) throw unauthenticated()
        const form = await readMultipart(req, res, options.config.maxUploadBytes + slack)
        await requireLive(options.pool, viewer, req)
        return form
      })
    },
    onExecutionResult({ result, context: { res } }) {
      // A stream lasts for as long as the client likes.
      if (isAsyncIterable(result)) releases.get(res)?.()
    },
  }
}

/** Reads a body of JSON within the limit of its sender, a large one in its turn, which `onSlot` may end early. Throws `UNAUTHENTICATED` if the token was revoked meanwhile. */
export async function readOwnJson(
  req: IncomingMessage,
  res: ServerResponse,
  viewer: Viewer | null,
  { config, pool, largeBodies }: BodyOptions,
  onSlot?: (release: () => void) => void,
): Promise<unknown> {
  const limit = Math.min(2 * config.maxUploadBytes, maxJson) + slack
  const body = await readJson(req, viewer ? limit : anonymousLimit, async () => {
    const release = await largeBodies.take(req, res, `user ${viewer?.userId}`)
    onSlot?.(release)
  })
  if (viewer) await requireLive(pool, viewer, req)
  return body
}

async function readMultipart(req: IncomingMessage, res: ServerResponse, limit: number): Promise<GraphQLParams> {
  refuseAnnounced(req, limit + slack, '')
  checkFields(req)
  try {
    return params(await processRequest(req, res, { maxFileSize: limit, maxFiles: 1, maxFieldSize: slack }))
  } catch (error) {
    throw isBodyError(error) ? bodyRefusal(error) : error
  }
}

/** Has the fields of a form checked before graphql-upload, which sets no limits, parses them and follows the paths of the map. */
function checkFields(req: IncomingMessage): void {
  const pipe = req.pipe.bind(req)
  req.pipe = (parser, options) => {
    const emit = parser.emit.bind(parser)
    parser.emit = (event: string | symbol, ...values: unknown[]) => {
      const problem = event === 'field' ? problemOf(String(values[0]), String(values[1])) : null
      return problem === null ? emit(event, ...values) : emit('error', problem)
    }
    return pipe(parser, options)
  }
}

const maxMap = 1_000
/** A place in an array that would make it long. */
const farIndex = /(^|\.)\d{4,}(\.|$)/

function problemOf(name: string, value: string): unknown {
  try {
    if (name === 'operations') checkJsonShape()(Buffer.from(value))
    if (name === 'map' && value.length > maxMap) {
      return refusal(
        400,
        'BAD_REQUEST',
        `The field \`map\` has more than ${maxMap} characters. Name the place of one file.`,
      )
    }
    if (name === 'map') JSON.parse(value, (_key, path) => refuseFar(path))
    return null
  } catch (error) {
    // graphql-upload says what is wrong with the JSON.
    return error instanceof SyntaxError ? null : error
  }
}

function refuseFar(path: unknown): unknown {
  if (typeof path !== 'string' || !farIndex.test(path)) return path
  throw refusal(400, 'BAD_REQUEST', 'The field `map` names a place beyond 999 in an array.')
}

/** Reads a body of JSON of at most `limit` bytes; waits for `slot` before it reads on in a large one. */
export async function readJson(req: IncomingMessage, limit: number, slot?: () => Promise<void>): Promise<unknown> {
  const body = await readBytes(req, limit, slot, checkJsonShape())
  await yieldToEventLoop()
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    await yieldToEventLoop()
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw refusal(400, 'BAD_REQUEST', 'The body is not valid JSON in UTF-8.')
    }
    throw error
  }
}

/** Reads a body of at most `limit` bytes; waits for `slot` before it reads on in a large one, and ends with what `check` throws. */
export async function readBytes(
  req: IncomingMessage,
  limit: number,
  slot?: () => Promise<void>,
  check?: (piece: Uint8Array) => void,
): Promise<Buffer> {
  refuseAnnounced(req, limit, otherWays)
  const chunks: Buffer[] = []
  let hasSlot = false
  let size = 0
  try {
    // The request must outlive the refusal, or its answer would never arrive.
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > limit) throw tooLarge(limit, otherWays)
      check?.(chunk)
      chunks.push(chunk)
      if (size > largeBody && !hasSlot) {
        await slot?.()
        hasSlot = true
      }
    }
  } catch (error) {
    // The client left, or the body was ended for being slow or for a revoked token.
    if (req.destroyed && !req.complete)
      throw refusal(400, 'BAD_REQUEST', 'The connection closed before the whole body arrived.')
    throw error
  }
  return Buffer.concat(chunks)
}

function refuseAnnounced(req: IncomingMessage, limit: number, advice: string): void {
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge(limit, advice)
}

/** Returns the error for a body of more than `limit` bytes. */
export function tooLarge(limit: number, advice = '') {
  return refusal(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes.${advice}`)
}

function params(body: unknown): GraphQLParams {
  if (!isParams(body))
    throw refusal(400, 'BAD_REQUEST', 'The body must be a single object with a `query`; batching is not supported.')
  return body
}

// Yoga checks the fields.
function isParams(body: unknown): body is GraphQLParams {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}
