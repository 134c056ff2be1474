import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Fault, type ProblemType, problemStatus } from './fake-faults.ts'

/** What the fake server answers. */
export interface FakeAnswer {
  status: number
  /** JSON, or HTML where it is a string. */
  body: unknown
  headers?: Record<string, string>
}

/** A problem as Unipile words it. */
export function problemAnswer(type: ProblemType, fault?: Fault): FakeAnswer {
  const status = problemStatus[type]
  const title = type.replaceAll('_', ' ')
  const detail = fault?.detail ?? `The fake server answers: ${title}.`
  return {
    status,
    body: { title, detail, instance: '/api/v1', type: `errors/${type}`, status },
    ...(fault?.retryAfter === undefined ? {} : { headers: { 'retry-after': fault.retryAfter } }),
  }
}

/** A page for people. */
export function pageAnswer(status: number, text: string): FakeAnswer {
  return { status, body: `<!doctype html><html lang="en"><title>${text}</title><h1>${text}</h1></html>` }
}

/** An answer that is of another kind than it should be. */
export function spoil(answer: FakeAnswer, fault: Fault | null, origin: string): FakeAnswer {
  switch (fault?.kind) {
    case 'html_error':
      return pageAnswer(502, 'Bad gateway')
    case 'html_page':
      return pageAnswer(200, 'Sign in')
    case 'redirect':
      return { status: 307, body: {}, headers: { location: `${origin}/elsewhere` } }
    case 'huge':
      return {
        status: 200,
        body: { object: 'LinkedinSearch', items: [], cursor: null, config: ' '.repeat(11_000_000) },
      }
    default:
      return answer
  }
}

/** Sends an answer, as much of it as its fault leaves. */
export function send(
  res: ServerResponse,
  { status, body, headers = {} }: FakeAnswer,
  fault: Fault | null = null,
): void {
  const isPage = typeof body === 'string'
  const bytes = Buffer.from(isPage ? body : JSON.stringify(body))
  const half = bytes.subarray(0, bytes.length / 2)
  const type = isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  const length = fault?.kind === 'truncated' ? half.length : bytes.length
  res.writeHead(status, { ...headers, 'content-type': type, 'content-length': length })
  if (fault?.kind === 'truncated') res.end(half)
  else if (fault?.kind === 'cut_off') res.write(half, () => res.destroy())
  else res.end(bytes)
}

/** The JSON of a request; undefined where it has none. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}
