import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { CommandError, errorOf } from './command-error.ts'

/** An operation and the schema of its result. */
export interface Operation<Data> {
  query: string
  data: z.ZodType<Data>
}

/** A client of the API for one user. Its methods throw a CommandError if the server refuses something or can't be reached. */
export interface Api {
  /** Returns the data of a query or mutation. */
  call<Data>(operation: Operation<Data>, variables?: Record<string, unknown>): Promise<Data>
  /** Yields the events of a subscription until it completes; reconnects if the connection is lost. */
  watch<Data>(operation: Operation<Data>, variables: Record<string, unknown>): AsyncGenerator<Data>
  /** Uploads a file and returns the id of the upload. `onProgress` receives bytes. */
  upload(path: string, onProgress: (position: { processed: number; total: number }) => void): Promise<string>
  /** Yields the bytes of a download, such as `/lists/<id>/export.csv`. */
  download(path: string): AsyncGenerator<Uint8Array>
}

const refusal = z.object({ code: z.string(), message: z.string() })
const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }).optional().catch(undefined) }))
    .optional(),
})
const staged = z.object({ uploadId: z.string() })
const refused = z.object({ error: refusal })

/** Opens the API of the server at `origin`, such as `http://localhost:4000`, with a token. */
export function openApi(origin: string, token: string): Api {
  const authorization = `Bearer ${token}`

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await fetch(origin + path, { ...init, headers: { ...init.headers, authorization } })
    } catch (error) {
      throw unreachable(origin, error)
    }
  }

  return {
    async call({ query, data }, variables = {}) {
      const response = await send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      const body = answer.safeParse(await response.json().catch(() => null))
      if (!body.success) throw notLeadstream(origin, response)
      return data.parse(dataOf(body.data))
    },
    async *watch({ query, data }, variables) {
      const client = createClient({
        url: `${origin.replace(/^http/, 'ws')}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
      })
      try {
        for await (const event of client.iterate({ query, variables })) yield data.parse(dataOf(answer.parse(event)))
      } catch (error) {
        throw Array.isArray(error) ? firstError(answer.parse({ errors: error })) : lost(error)
      } finally {
        await client.dispose()
      }
    },
    async upload(path, onProgress) {
      const total = await sizeOf(path)
      const body = streamOf(read(path, (processed) => onProgress({ processed, total })))
      const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' }
      const query = new URLSearchParams({ fileName: basename(path) })
      const response = await send(`/uploads?${query}`, init)
      const content: unknown = await response.json().catch(() => null)
      const { data } = staged.safeParse(content)
      if (data) return data.uploadId
      throw refusalOf(content) ?? notLeadstream(origin, response)
    },
    async *download(path) {
      const response = await send(path)
      if (!response.ok || !response.body) {
        throw refusalOf(await response.json().catch(() => null)) ?? notLeadstream(origin, response)
      }
      try {
        yield* response.body
      } catch (error) {
        throw new CommandError('DOWNLOAD_INTERRUPTED', 'The download was interrupted. Try again.', { cause: error })
      }
    },
  }
}

/** Returns the size of a file in bytes; throws a CommandError if there is none. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  if (found && !found.isDirectory()) return found.size
  throw new CommandError(
    'FILE_NOT_FOUND',
    found ? `${path} is not a file.` : `There is no file ${path}. Check the path.`,
  )
}

/** Yields the bytes of a file, and reports how many have been read. */
async function* read(path: string, onRead: (bytes: number) => void): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const chunk of createReadStream(path)) {
    bytes += chunk.length
    onRead(bytes)
    yield chunk
  }
}

function streamOf(content: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await content.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => void content.return(undefined),
  })
}

function dataOf(body: z.infer<typeof answer>): Record<string, unknown> {
  if (body.errors || !body.data) throw firstError(body)
  for (const result of Object.values(body.data)) {
    const { data } = refusal.safeParse(result)
    if (data) throw errorOf(data)
  }
  return body.data
}

function firstError({ errors }: z.infer<typeof answer>): CommandError {
  const { message = 'The server returned no data.', extensions } = errors?.[0] ?? {}
  return errorOf({ code: extensions?.code ?? 'INTERNAL', message })
}

/** Returns the error of a response outside GraphQL, or null if it has none. */
function refusalOf(body: unknown): CommandError | null {
  const { data } = refused.safeParse(body)
  return data ? errorOf(data.error) : null
}

function unreachable(origin: string, error: unknown): CommandError {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : ''
  return new CommandError(
    'UNREACHABLE',
    `The request to ${origin} failed${code}. Check that the server is running, and that LEADSTREAM_URL or --url is its URL.`,
    { cause: error },
  )
}

function notLeadstream(origin: string, { status }: Response): CommandError {
  return new CommandError(
    `HTTP_${status}`,
    `${origin} responded with status ${status}, not as Leadstream does. Check that LEADSTREAM_URL or --url is the URL of the server, or try again later.`,
  )
}

/** Returns the error of a subscription, which a WebSocket reports as an event when all attempts to reconnect have failed. */
function lost(error: unknown): unknown {
  if (error instanceof Error) return error
  return new CommandError(
    'CONNECTION_LOST',
    'The connection to the server was lost. What was started there continues: open the dashboard to follow it.',
  )
}
