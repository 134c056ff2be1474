import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { whenOver } from '../support/when-over.ts'

/** A proxy whose connections can be lost. */
export interface Proxy {
  readonly port: number
  /** Returns what the server has sent since the last cut. */
  received(): string
  /** Closes all connections. */
  cut(): void
}

/** Starts a proxy before the server at an origin. It is stopped after the file's tests. */
export async function startProxy(origin: string): Promise<Proxy> {
  const sockets = new Set<Socket>()
  let received = ''
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(origin).port), '127.0.0.1')
    upstream.on('data', (data) => {
      received += data
    })
    join(client, upstream)
    join(upstream, client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    received = ''
    for (const socket of sockets) socket.destroy()
    sockets.clear()
  }
  whenOver(() => {
    cut()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, received: () => received, cut }

  function join(socket: Socket, other: Socket) {
    sockets.add(socket)
    socket.on('error', () => other.destroy())
    socket.on('close', () => other.destroy())
    socket.pipe(other)
  }
}
