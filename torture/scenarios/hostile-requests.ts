import { WebSocket } from 'ws'
import { seeded } from '../../src/samples/random.ts'
import { Inbox } from '../../test/support/sockets.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { hostileRequest, hostileShapes } from '../harness/hostile-requests.ts'
import { readMemory } from '../harness/memory.ts'
import { createImporter } from '../harness/people-file.ts'
import { askHealth, probeWhile } from '../harness/probe.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'

/** Milliseconds for which `/health` may be silent. */
const maxSilence = 1_000
const maxAnswer = 20_000
const maxMemoryMb = 1_000
/** Tokens that a document may have, less some for the rest of it. */
const maxTokens = 1_900

/** Requests of every hostile shape, within the limits of size. */
export const hostileRequests: Scenario<'requests'> = {
  name: 'hostile-requests',
  promise:
    'No request within the size limits, however wide, deep, long or full of parts, keeps the server from responding to others, or gets a long response.',
  counts: { requests: { sample: 1, ci: 2, full: 50 } },
  run,
}

async function run({
  environment,
  counts: { requests },
  timeFactor,
  seed,
  report,
}: Trial<'requests'>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const server = await environment.startServer({ ROLE: 'api', DATABASE_URL: database.url })
  const { token } = await createImporter(database, server.url, { name: 'sender', credits: 0 })
  // Just under what a sender may send without a token, and some megabytes with one.
  const senders: readonly Sender[] = [
    { name: 'over HTTP without a token', room: 95_000, send: (body) => post(server.url, body) },
    { name: 'over a WebSocket without a token', room: 95_000, send: (body) => sendOverSocket(server.url, body) },
    { name: 'over HTTP with a token', room: 2_000_000, send: (body) => post(server.url, body, token) },
    { name: 'over a WebSocket with a token', room: 900_000, send: (body) => sendOverSocket(server.url, body, token) },
  ]
  const random = seeded(seed)
  const violations: string[] = []
  const figures = {
    requests: 0,
    longestSilenceMs: 0,
    longestSilenceBy: '',
    largestAnswer: 0,
    peakMb: await readMemory(server),
  }

  for (const { name, room, send } of senders) {
    for (const shape of hostileShapes) {
      const sizes = [room, maxTokens, ...Array.from({ length: requests }, () => 1 + Math.floor(random() * maxTokens))]
      const bodies = sizes.slice(0, requests).map((count) => hostileRequest(shape, count, room))
      const { result: answers, slowestMs } = await probeWhile(
        async () => {
          const answers: number[] = []
          for (const body of bodies) answers.push((await send(body)).length)
          return answers
        },
        () => askHealth(server.url),
      )
      figures.requests += bodies.length
      if (slowestMs > figures.longestSilenceMs)
        Object.assign(figures, { longestSilenceMs: slowestMs, longestSilenceBy: `${shape} ${name}` })
      figures.largestAnswer = Math.max(figures.largestAnswer, ...answers)
      if (slowestMs > timeFactor * maxSilence)
        violations.push(`${shape} ${name}: /health was silent for ${slowestMs} ms`)
      if (Math.max(...answers) > maxAnswer)
        violations.push(`${shape} ${name}: an answer of ${Math.max(...answers)} characters`)
    }
    figures.peakMb = Math.max(figures.peakMb, await readMemory(server))
    report(`${name}: ${JSON.stringify(figures)}`)
  }
  if (figures.peakMb > maxMemoryMb) violations.push(`the server took ${figures.peakMb} MB`)
  violations.push(...errorLogsOf([server]))
  return { figures, violations }
}

interface Sender {
  readonly name: string
  /** Bytes of a request. */
  readonly room: number
  /** Returns the answer as text. */
  send(body: string): Promise<string>
}

async function post(url: string, body: string, token?: string): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body,
  })
  return await response.text()
}

async function sendOverSocket(url: string, body: string, token?: string): Promise<string> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
  const inbox = new Inbox<string>()
  const payload = token === undefined ? {} : { authorization: `Bearer ${token}` }
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload })))
  socket.on('message', (data) => inbox.push(String(data)))
  socket.on('close', (code) => inbox.push(`closed with ${code}`))
  await inbox.next()
  socket.send(`{"id":"a","type":"subscribe","payload":${body}}`)
  const answer = (await inbox.next()) ?? ''
  socket.close()
  return answer
}
