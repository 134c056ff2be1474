import { WebSocket } from 'ws'
import { Inbox } from '../support/sockets.ts'

/** A message from the server. */
interface Message {
  type: string
  id?: string
  payload?: unknown
}

/** A WebSocket that sends nothing by itself. */
export interface RawSocket {
  readonly socket: WebSocket
  /** Sends text and bytes unchanged, and anything else as JSON. */
  say(message: unknown): void
  /** Resolves with the next message from the server, or undefined once the socket is closed. */
  hear(): Promise<Message | undefined>
  /** Resolves with all messages up to the pong of a ping. */
  hearAll(): Promise<Message[]>
  readonly closed: Promise<{ code: number; reason: string }>
}

/** Opens a socket that offers these protocols; rejects if either side rejects the handshake. */
export async function openRaw(
  url: string,
  { protocols = ['graphql-transport-ws'], autoPong = true }: { protocols?: string[]; autoPong?: boolean } = {},
): Promise<RawSocket> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, { autoPong })
  const inbox = new Inbox<Message>()
  socket.on('message', (data) => inbox.push(JSON.parse(String(data))))
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.on('close', (code, reason) => {
      inbox.end()
      resolve({ code, reason: String(reason) })
    })
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const say = (message: unknown) =>
    socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))

  let pings = 0
  return {
    socket,
    say,
    closed,
    hear: () => inbox.next(),
    async hearAll() {
      const ping = ++pings
      say({ type: 'ping', payload: { ping } })
      const heard: Message[] = []
      for (let message = await inbox.next(); message; message = await inbox.next()) {
        if (message.type === 'pong' && JSON.stringify(message.payload) === JSON.stringify({ ping })) return heard
        heard.push(message)
      }
      throw new Error('The socket was closed.')
    },
  }
}

/** Opens a socket and sends `connection_init`. */
export async function openReady(url: string, token?: string): Promise<RawSocket> {
  const raw = await openRaw(url)
  raw.say({ type: 'connection_init', ...(token !== undefined && { payload: { authorization: `Bearer ${token}` } }) })
  const answer = await raw.hear()
  if (answer?.type !== 'connection_ack') throw new Error(`Not acknowledged: ${JSON.stringify(answer)}`)
  return raw
}
