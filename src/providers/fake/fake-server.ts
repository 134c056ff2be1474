import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** Faults of any response of a fake server. */
export type AnswerFault =
  | 'hang'
  | 'reset'
  | 'truncated'
  | 'cut_off'
  | 'html_error'
  | 'html_page'
  | 'redirect'
  | 'huge'
  // The request is processed, but the response is lost
  | 'accepted_504'
  | 'accepted_hang'
  | 'accepted_reset'

/** A response of a fake server. */
export interface FakeAnswer {
  status: number
  /** Sent as JSON, or as HTML if it is a string, unless the headers set a type. */
  body: unknown
  headers?: Record<string, string>
}

/** A request to a fake server; times are milliseconds of one clock. */
export interface FakeRequest {
  method: string
  path: string
  query: Readonly<Record<string, string>>
  fault: string | null
  start: number
  /** When the response was sent or the connection closed; null until then. */
  end: number | null
  /** Null if there was no response. */
  status: number | null
}

/** A fake server on the loopback interface. */
export interface FakeServer {
  readonly url: string
  /** Every request, in order. */
  readonly log: readonly FakeRequest[]
  /** Calls `act` after `wait` milliseconds, unless the server has stopped by then. */
  later(wait: number, act: () => void): void
  stop(): Promise<void>
}

/** Starts a fake server: `meet` returns the fault of a request, `answer` the response. */
export async function startFakeServer<Fault extends { kind: string; ends?: number }>({
  port = 0,
  latency = 0,
  meet,
  answer,
  onEnd,
}: {
  /** 0 chooses a free port. */
  port?: number | undefined
  /** Least response time, in milliseconds. */
  latency?: number | undefined
  meet: (method: string, url: URL) => Fault | null
  answer: (req: IncomingMessage, url: URL, body: unknown, fault: Fault | null) => FakeAnswer | Promise<FakeAnswer>
  onEnd?: ((request: FakeRequest) => void) | undefined
}): Promise<FakeServer> {
  const log: FakeRequest[] = []
  const timers = new Set<NodeJS.Timeout>()
  const later = (wait: number, act: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, wait)
    timers.add(timer)
  }

  const serve = async (req: IncomingMessage, res: ServerResponse) => {
    const url = new URL(req.url ?? '/', 'http://fake')
    const method = req.method ?? ''
    const fault = meet(method, url)
    const entry: FakeRequest = {
      method,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      fault: fault?.kind ?? null,
      start: performance.now(),
      end: null,
      status: null,
    }
    log.push(entry)
    const end = (status: number | null) => {
      if (entry.end !== null) return
      Object.assign(entry, { end: performance.now(), status })
      onEnd?.(entry)
    }
    res.once('close', () => end(null))
    const body = await readJson(req)
    if (latency > 0) await delay(latency)
    const hangs = fault?.kind === 'hang' || fault?.kind === 'accepted_hang'
    const resets = fault?.kind === 'reset' || fault?.kind === 'accepted_reset'
    const isProcessed = !(hangs || resets) || fault.kind.startsWith('accepted_')
    const processed = isProcessed ? await answer(req, url, body, fault) : null
    if (hangs && fault.ends !== undefined) later(fault.ends, () => res.destroy())
    if (resets) req.socket.resetAndDestroy()
    if (hangs || resets || processed === null) return
    const result = spoil(processed, fault?.kind, origin)
    if (!res.destroyed) end(result.status)
    send(res, result, fault?.kind)
  }

  const server = createServer((req, res) => {
    // Clients disconnect during a response; half of the faults are meant to make them.
    serve(req, res).catch(() => res.destroy())
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`

  return {
    url: origin,
    log,
    later,
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** Returns an HTML page. */
export function pageAnswer(status: number, text: string): FakeAnswer {
  return { status, body: `<!doctype html><html lang="en"><title>${text}</title><h1>${text}</h1></html>` }
}

/** Returns a plain text response. */
export function textAnswer(status: number, text: string): FakeAnswer {
  return { status, body: text, headers: { 'content-type': 'text/plain; charset=utf-8' } }
}

/** Replaces the response if the fault is one of content. */
function spoil(answer: FakeAnswer, fault: string | undefined, origin: string): FakeAnswer {
  switch (fault) {
    case 'accepted_504':
      return pageAnswer(504, 'Gateway timeout')
    case 'html_error':
      return pageAnswer(502, 'Bad gateway')
    case 'html_page':
      return pageAnswer(200, 'Sign in')
    case 'redirect':
      return { status: 307, body: {}, headers: { location: `${origin}/elsewhere` } }
    case 'huge':
      return { status: 200, body: { padding: ' '.repeat(11_000_000) } }
    default:
      return answer
  }
}

/** Sends a response, or as much of it as the fault allows. */
function send(res: ServerResponse, { status, body, headers = {} }: FakeAnswer, fault: string | undefined): void {
  const isText = typeof body === 'string'
  const bytes = Buffer.from(isText ? body : JSON.stringify(body))
  const half = bytes.subarray(0, bytes.length / 2)
  const type = isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  const length = fault === 'truncated' ? half.length : bytes.length
  res.writeHead(status, { 'content-type': type, 'content-length': length, ...headers })
  if (fault === 'truncated') res.end(half)
  else if (fault === 'cut_off') res.write(half, () => res.destroy())
  else res.end(bytes)
}

/** Returns the JSON of a request; undefined if there is none. */
async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

/** Calls a webhook; returns the status of the response, null if there was none. */
export async function callWebhook(
  url: string,
  { headers, body }: { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> },
): Promise<number | null> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(30_000) })
    await response.arrayBuffer()
    return response.status
  } catch {
    return null
  }
}
