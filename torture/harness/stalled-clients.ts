import { once } from 'node:events'
import { request } from 'node:http'
import { WebSocket } from 'ws'
import type { Caller } from './start-import.ts'

/** A client that has subscribed and never reads again. */
export interface StalledClient {
  /** Hangs up. */
  leave(): void
}

const fields = 'id version status warnings counts { total processed imported }'
const activity = `subscription { importActivity { ${fields} } }`
const progress = `subscription ($runId: ID!) { importProgress(runId: $runId) { ${fields} } }`

/** Subscribes over one socket to all runs and to each of these, and stops reading when the first of it has come. */
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
  return { leave: () => socket.terminate() }
}

/** Subscribes to all runs by an event stream, and reads nothing of it. */
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
  return { leave: () => req.destroy() }
}
