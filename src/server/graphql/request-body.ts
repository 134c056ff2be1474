import type { IncomingMessage, ServerResponse } from 'node:http'
import processRequest from 'graphql-upload/processRequest.mjs'
import { type GraphQLParams, isAsyncIterable, type Plugin } from 'graphql-yoga'
import type { Config } from '../../config.ts'
import { unauthenticated } from '../../graphql/context.ts'
import type { Viewer } from '../../users/tokens.ts'
import { bodyRefusal, isBodyError, refusal } from '../errors.ts'
import { contentType } from '../guards/csrf.ts'
import { Turns } from './turns.ts'

/** What an HTTP request brings along for the plugins. */
export interface HttpContext {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly viewer: Viewer | null
}

// Room for what surrounds a file, so that the one who stores it is the one who refuses it, in its own words.
const slack = 1_000_000
const anonymousLimit = 100_000
// What a text of 100 MB takes within JSON, where quotes and line ends are two bytes. It is held whole, unlike a file.
const maxJson = 200_000_000
// A larger body of JSON is held several times over, as bytes, text and values: only so many at once.
const largeBody = 8_000_000
const maxLargeBodies = 2
const otherWays = ' Send a large file by PUT /uploads, or as multipart/form-data.'

/**
 * Reads the bodies of POST requests from the Node request itself: JSON with a limit, multipart as streams.
 * Multipart is for the signed in alone.
 */
export function useBodies(config: Pick<Config, 'maxUploadBytes'>): Plugin<object, HttpContext> {
  const jsonLimit = Math.min(2 * config.maxUploadBytes, maxJson) + slack
  const largeBodies = new Turns(maxLargeBodies)
  return {
    onRequestParse({ request, serverContext: { req, res, viewer }, setRequestParser }) {
      if (request.method !== 'POST') return
      const type = contentType(req.headers['content-type'])
      setRequestParser(() => {
        if (type === 'application/json')
          return readJson(req, viewer ? jsonLimit : anonymousLimit, () => largeBodies.take(res)).then(params)
        if (type !== 'multipart/form-data') {
          throw refusal(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send application/json, or multipart/form-data for files.')
        }
        if (!viewer) throw unauthenticated()
        return readMultipart(req, res, config.maxUploadBytes + slack)
      })
    },
    onExecutionResult({ result, context: { res } }) {
      // A stream goes on for as long as the client likes.
      if (isAsyncIterable(result)) largeBodies.giveBack(res)
    },
  }
}

async function readMultipart(req: IncomingMessage, res: ServerResponse, limit: number): Promise<GraphQLParams> {
  refuseAnnounced(req, limit + slack, '')
  try {
    return params(await processRequest(req, res, { maxFileSize: limit, maxFiles: 1, maxFieldSize: slack }))
  } catch (error) {
    throw isBodyError(error) ? bodyRefusal(error) : error
  }
}

/** Reads a body of JSON of at most `limit` bytes; waits for a `turn` where it is a large one. */
export async function readJson(req: IncomingMessage, limit: number, turn?: () => Promise<void>): Promise<unknown> {
  const body = await readBytes(req, limit, turn)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) {
      throw refusal(400, 'BAD_REQUEST', 'The body is not JSON in UTF-8.')
    }
    throw error
  }
}

/** Reads a body of at most `limit` bytes; waits for a `turn` where it is a large one. */
export async function readBytes(req: IncomingMessage, limit: number, turn?: () => Promise<void>): Promise<Buffer> {
  refuseAnnounced(req, limit, otherWays)
  const chunks: Buffer[] = []
  let hasTurn = false
  let size = 0
  // The request must outlive the refusal, or its answer would never arrive.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    size += chunk.length
    if (size > limit) throw tooLarge(limit, otherWays)
    chunks.push(chunk)
    if (size > largeBody && !hasTurn) {
      await turn?.()
      hasTurn = true
    }
  }
  return Buffer.concat(chunks)
}

function refuseAnnounced(req: IncomingMessage, limit: number, advice: string): void {
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge(limit, advice)
}

/** The refusal of a body that has more than `limit` bytes. */
export function tooLarge(limit: number, advice = '') {
  return refusal(413, 'PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes.${advice}`)
}

function params(body: unknown): GraphQLParams {
  if (!isParams(body)) throw refusal(400, 'BAD_REQUEST', 'The body has to be one object with a query; batches are off.')
  return body
}

// Yoga checks the fields.
function isParams(body: unknown): body is GraphQLParams {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}
