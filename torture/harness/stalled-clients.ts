import { once } from 'node:events'
import { request } from 'node:http'
import { WebSocket } from 'ws'
import type { Caller } from './start-import.ts'

/** A client that subscribes and then stops reading. */
export interface StalledClient {
  /** Closes the connection. */
  disconnect(): void
}

const fields = 'id version status warnings counts { total processed imported }'
const activity = `subscription { importActivity { ${fields} } }`
const progress = `subscription ($runId: ID!) { importProgress(runId: $runId) { ${fields} } }`

/** Subscribes over one socket to all runs and to each of `runIds`, and stops reading after the first message. */
export async function stallSocket({ url, token }: Caller, runIds: readonly string[]): Promise<StalledClient> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
  socket.on('error', () => {})
  const send = (message: object) => socket.send(JSON.stringify(message))
  await once(socket, 'open')
  send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
  await once(socket, 'message')
  send({ id: 'all', type: 'subscribe', payload: { query: activity } })
  for (const runId of runIds) send({ id: runId, type: 'subscribe', payload: { query: progress, variables: { runId } } })
  await once(socket, 'message')
  socket.pause()
  return { disconnect: () => socket.terminate() }
}

/** Subscribes to all runs over server-sent events and reads nothing. */
export async function stallStream({ url, token }: Caller): Promise<StalledClient> {
  const req = request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    agent: false,
  })
  req.on('error', () => {})
  req.end(JSON.stringify({ query: activity }))
  const [response] = await once(req, 'response')
  response.pause()
  response.socket.pause()
  return { disconnect: () => req.destroy() }
}
