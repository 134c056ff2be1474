/** A response over HTTP. */
export interface Answer {
  status: number
  extensions: Record<string, unknown>
  headers: Headers
  /** Without its `extensions`. */
  body: { data?: unknown; errors?: { message: string; path?: unknown[]; extensions?: Record<string, unknown> }[] }
}

export interface Operation {
  query: string
  variables?: Record<string, unknown>
}

/** Sends one operation over HTTP and returns the response. */
export async function post(url: string, operation: Operation, token?: string): Promise<Answer> {
  return answerOf(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...bearer(token) },
      body: JSON.stringify(operation),
    }),
  )
}

/** Sends one operation whose variable `path` (such as `variables.input.file`) is a file, as a multipart request. */
export async function upload(
  url: string,
  operation: Operation,
  file: { path: string; name: string; content: Blob | string },
  token?: string,
): Promise<Answer> {
  const form = new FormData()
  form.set('operations', JSON.stringify(operation))
  form.set('map', JSON.stringify({ 0: [file.path] }))
  form.set('0', new Blob([file.content]), file.name)
  return answerOf(
    await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', ...csrfHeader, ...bearer(token) },
      body: form,
    }),
  )
}

/** Creates a client for one user; each call returns `data` or throws the errors. */
export function graphql(
  url: string,
  token: string,
): <Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>) => Promise<Data>
export function graphql(url: string, token: string) {
  return async (query: string, variables: Record<string, unknown> = {}): Promise<unknown> => {
    const { body } = await post(url, { query, variables }, token)
    if (body.errors) throw new Error(body.errors.map(({ message }) => message).join('\n'))
    return body.data
  }
}

/** The header required of requests that are not JSON, as protection against CSRF. */
export const csrfHeader = { 'graphql-require-preflight': '1' }

export function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text()
  const { extensions = {}, ...body } = text === '' ? {} : JSON.parse(text)
  return { status: response.status, headers: response.headers, body, extensions }
}
