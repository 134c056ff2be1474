import { once } from 'node:events'
import { request } from 'node:http'
import pLimit from 'p-limit'
import { WebSocket } from 'ws'
import type { Transport } from '../test/support/streams.ts'

/** Where to subscribe. */
export interface Watched {
  /** Without a path. */
  readonly url: string
  readonly token: string
  readonly runId: string
}

/** Many subscribers to one run. */
export interface Clients {
  /** Resolves when each has received a version, with how long after `since` each did, in milliseconds. */
  received(version: number, since: number): Promise<number[]>
  close(): void
}

const query = `subscription ($runId: ID!) { importProgress(runId: $runId) {
  id version status
  counts { total processed imported merged crossListSkipped blocked invalid unaffordable }
} }`
/** Connections that are opened at once. */
const atOnce = 50

/** Subscribes `count` times over separate connections; resolves when each has its first event. */
export async function openClients(watched: Watched, transport: Transport, count: number): Promise<Clients> {
  const arrivals: number[][] = []
  let onArrival = () => {}
  const arrived = (version: number) => {
    arrivals[version] ??= []
    arrivals[version].push(performance.now())
    onArrival()
  }
  const limit = pLimit(atOnce)
  const open = transport === 'SSE' ? openStream : openSocket
  const closes = await Promise.all(Array.from({ length: count }, () => limit(() => open(watched, arrived))))
  return {
    async received(version, since) {
      while ((arrivals[version]?.length ?? 0) < count) {
        await new Promise<void>((resolve) => {
          onArrival = resolve
        })
      }
      return (arrivals[version] ?? []).map((at) => at - since)
    },
    close() {
      for (const close of closes) close()
    },
  }
}

type Arrived = (version: number) => void

function versionIn(text: string): number | null {
  const version = /"version":(\d+)/.exec(text)?.[1]
  return version === undefined ? null : Number(version)
}

async function openSocket({ url, token, runId }: Watched, arrived: Arrived): Promise<() => void> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }))
  await once(socket, 'message')
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { runId } } }))
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data) => {
      const version = versionIn(String(data))
      if (version === null) return reject(new Error(String(data)))
      arrived(version)
      resolve()
    })
  })
  return () => socket.terminate()
}

async function openStream({ url, token, runId }: Watched, arrived: Arrived): Promise<() => void> {
  const req = request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${token}` },
    agent: false,
  })
  req.end(JSON.stringify({ query, variables: { runId } }))
  const [response] = await once(req, 'response')
  req.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    let text = ''
    response.on('error', () => {})
    response.on('data', (data: Buffer) => {
      text += String(data)
      const events = text.split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) {
        if (event.includes('"errors"')) reject(new Error(event))
        const version = versionIn(event)
        if (version === null) continue
        arrived(version)
        resolve()
      }
    })
  })
  return () => req.destroy()
}
