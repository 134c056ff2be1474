import { once } from 'node:events'
import { createServer, get, IncomingMessage, ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { closeStalledStream, pauseUntilDrained } from '../../../src/server/guards/backpressure.ts'
import { openSocket } from '../../support/sockets.ts'
import { waitFor } from '../../support/wait-for.ts'
import { whenOver } from '../../support/when-over.ts'
import { startStandIn } from '../stand-in.ts'

it('closes the event stream of a client that does not read it, and no other', async () => {
  const responses: ServerResponse[] = []
  const server = createServer((_req, res) => {
    closeStalledStream(res, 1_000)
    responses.push(res)
    const pump = () => {
      while (res.write('x'.repeat(65_536)));
      res.once('drain', pump)
    }
    pump()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  whenOver(() => server.close())
  const port = portOf(server.address())

  const ask = async () => {
    const req = get({ port, agent: false })
    req.on('error', () => {})
    const [response] = await once(req, 'response')
    return { req, response }
  }
  const deaf = await ask()
  deaf.response.socket.pause()
  const reading = await ask()
  let bytes = 0
  reading.response.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  const [first, second] = responses
  if (!first || !second) throw new Error('unreachable')
  await once(first, 'close')
  expect(second.destroyed).toBe(false)
  const before = bytes
  await once(reading.response, 'data')
  expect(bytes).toBeGreaterThan(before)
  reading.req.destroy()
})

it('does not watch an event stream whose client has left', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  const res = new ServerResponse(new IncomingMessage(new Socket()))
  res.assignSocket(new Socket())
  res.destroy()
  await once(res, 'close')
  closeStalledStream(res)
  expect(vi.getTimerCount()).toBe(0)
})

describe('a socket whose client sends and does not read', () => {
  const messages = 40
  const large = 'x'.repeat(900_000)

  /** Opens a socket that stops reading after its first message, and sends these messages. */
  async function openDeaf(url: string, first: object, then: object): Promise<WebSocket> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws')
    await once(socket, 'open')
    socket.send(JSON.stringify(first))
    await once(socket, 'message')
    socket.pause()
    const text = JSON.stringify(then)
    for (let sent = 0; sent < messages; sent++) socket.send(text)
    return socket
  }

  it('a socket is read again once its client has caught up, and released when it disconnects', async () => {
    const echo = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    const sockets: WebSocket[] = []
    echo.on('connection', (socket, req) => {
      sockets.push(socket)
      socket.on('message', (data) => {
        pauseUntilDrained(socket, req.socket)
        socket.send(String(data))
      })
    })
    await once(echo, 'listening')
    const url = `http://127.0.0.1:${portOf(echo.address())}`
    const [staying, leaving] = [await openDeaf(url, {}, { large }), await openDeaf(url, {}, { large })]
    const [first, second] = sockets
    if (!first || !second) throw new Error('unreachable')
    await waitFor(() => first.isPaused && second.isPaused)
    expect(staying.bufferedAmount).toBeGreaterThan(0)

    const left = once(second, 'close')
    leaving.terminate()
    await left
    const all = new Promise<void>((resolve) => {
      let answers = 0
      staying.on('message', () => {
        answers += 1
        if (answers === messages) resolve()
      })
    })
    staying.resume()
    await all
    staying.terminate()
    echo.close()
  })

  it('a GraphQL client that does not read is no longer read from, and does not delay others', async () => {
    const server = await startStandIn()
    const init = { type: 'connection_init', payload: { authorization: `Bearer ${await server.signUp()}` } }
    const deaf = await openDeaf(server.url, init, { type: 'ping', payload: { large } })
    const other = await openSocket(server.url)
    for (let asked = 0; asked < 5; asked++) {
      expect(await other.subscribe({ query: '{ hello }' }).next()).toMatchObject({ type: 'next' })
    }
    expect(deaf.bufferedAmount).toBeGreaterThan(0)
    deaf.terminate()
    other.close()
  })
})

function portOf(address: AddressInfo | string | null): number | undefined {
  return typeof address === 'object' ? address?.port : undefined
}
