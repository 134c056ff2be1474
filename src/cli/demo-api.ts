import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import * as z from 'zod'

/** An operation and the schema of its result. */
export interface Operation<Data> {
  query: string
  data: z.ZodType<Data>
}

/** A client of the API for one user. */
export interface Api {
  /** Returns the data; throws the error message of the server. */
  call<Data>(operation: Operation<Data>, variables?: Record<string, unknown>, file?: File): Promise<Data>
  /** Yields the events of a subscription until it completes; reconnects if the connection is lost. */
  watch<Data>(operation: Operation<Data>, variables: Record<string, unknown>): AsyncGenerator<Data>
}

const refusal = z.object({ code: z.string(), message: z.string() })
const answer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(z.object({ message: z.string() })).optional(),
})

/** Opens the API at `url` with a token, over HTTP and, for subscriptions, graphql-ws. */
export function openApi(url: string, token: string): Api {
  const authorization = `Bearer ${token}`
  return {
    async call({ query, data }, variables = {}, file) {
      const headers = { authorization, accept: 'application/json' }
      const body = JSON.stringify({ query, variables })
      const response = await fetch(url, {
        method: 'POST',
        ...(file
          ? { headers, body: multipart(body, file) }
          : { headers: { ...headers, 'content-type': 'application/json' }, body }),
      })
      return data.parse(unwrap(await response.json()))
    },
    async *watch({ query, data }, variables) {
      const client = createClient({
        url: url.replace(/^http/, 'ws'),
        webSocketImpl: WebSocket,
        connectionParams: { authorization },
      })
      try {
        for await (const event of client.iterate({ query, variables })) yield data.parse(unwrap(event))
      } finally {
        await client.dispose()
      }
    },
  }
}

/** Sends a file as the variable `file`, by the GraphQL multipart request specification. */
function multipart(operations: string, file: File): FormData {
  const form = new FormData()
  form.set('operations', operations)
  form.set('map', JSON.stringify({ 0: ['variables.file'] }))
  form.set('0', file)
  return form
}

function unwrap(body: unknown): Record<string, unknown> {
  const { data, errors } = answer.parse(body)
  if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? 'The server returned no data.')
  for (const result of Object.values(data)) {
    const refused = refusal.safeParse(result)
    if (refused.success) throw new Error(`${refused.data.message} (${refused.data.code})`)
  }
  return data
}
