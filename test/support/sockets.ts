import { WebSocket } from 'ws'
import { bearer, type Operation } from './graphql.ts'

/** The result of an operation on the wire. */
interface Result {
  data?: Record<string, unknown> | null
  errors?: { message: string; extensions?: Record<string, unknown> }[]
}

/** A message of the protocol. */
interface Frame {
  type: string
  id?: string
  payload?: unknown
}

/** Queues what arrives, so that a test misses nothing. */
export class Inbox<T> {
  readonly #unread: T[] = []
  #wake: (() => void) | undefined
  #over = false

  push(value: T): void {
    this.#unread.push(value)
    this.#wake?.()
  }

  end(): void {
    this.#over = true
    this.#wake?.()
  }

  /** Returns the next value; undefined at the end. */
  async next(): Promise<T | undefined> {
    while (this.#unread.length === 0 && !this.#over) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    return this.#unread.shift()
  }
}

/** A subscription over a socket; iterating it throws if the server sends an `error` message. */
interface Subscription extends AsyncIterable<Result> {
  next(): Promise<Frame | undefined>
  complete(): void
}

/** A client of graphql-transport-ws. */
export interface SocketClient {
  send(frame: Frame): void
  /** Returns the next message that belongs to no subscription. */
  next(): Promise<Frame | undefined>
  /** Sends the operation once the connection is acknowledged. */
  subscribe(operation: Operation): Subscription
  /** Resolves with the close code, whichever side closes the socket. */
  closed: Promise<number>
  close(): void
}

/** Opens a socket and sends `connection_init`; `next` then returns the acknowledgement first. */
export async function openSocket(
  url: string,
  options: { token?: string; connectionParams?: Record<string, unknown>; headers?: Record<string, string> } = {},
): Promise<SocketClient> {
  const { token, connectionParams = token === undefined ? undefined : bearer(token), headers } = options
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', headers ? { headers } : {})
  const frames = new Inbox<Frame>()
  const subscriptions = new Map<string, Inbox<Frame>>()
  let acknowledge = () => {}
  const acknowledged = new Promise<void>((resolve) => {
    acknowledge = resolve
  })
  socket.on('message', (data) => {
    const frame: Frame = JSON.parse(String(data))
    const inbox = subscriptions.get(frame.id ?? '') ?? frames
    inbox.push(frame)
    if (frame.type === 'connection_ack') acknowledge()
    if (frame.type === 'complete' || frame.type === 'error') inbox.end()
  })
  const closed = new Promise<number>((resolve) => {
    socket.on('close', (code) => {
      for (const inbox of [frames, ...subscriptions.values()]) inbox.end()
      resolve(code)
    })
  })
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  const send = (frame: Frame) => socket.send(JSON.stringify(frame))
  send({ type: 'connection_init', ...(connectionParams && { payload: connectionParams }) })

  let count = 0
  return {
    send,
    next: () => frames.next(),
    closed,
    close: () => socket.close(1000),
    subscribe({ query, variables = {} }) {
      const id = String(++count)
      const inbox = new Inbox<Frame>()
      subscriptions.set(id, inbox)
      void acknowledged.then(() => send({ id, type: 'subscribe', payload: { query, variables } }))
      return {
        next: () => inbox.next(),
        complete: () => send({ id, type: 'complete' }),
        async *[Symbol.asyncIterator]() {
          for (let frame = await inbox.next(); frame; frame = await inbox.next()) {
            if (frame.type === 'error') throw new Error(JSON.stringify(frame.payload))
            if (frame.type === 'next' && isResult(frame.payload)) yield frame.payload
          }
        },
      }
    },
  }
}

function isResult(payload: unknown): payload is Result {
  return typeof payload === 'object' && payload !== null
}

/** An event of a stream. */
interface ServerEvent {
  event: string
  data: Result | null
}

/** An open event stream: its events in order, then `cut` if the connection ended before `complete`. */
export interface EventStream {
  status: number
  next(): Promise<ServerEvent | 'cut' | undefined>
  close(): void
}

/** Subscribes over server-sent events. */
export async function openEvents(url: string, operation: Operation, token?: string): Promise<EventStream> {
  const aborter = new AbortController()
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...bearer(token) },
    body: JSON.stringify(operation),
    signal: aborter.signal,
  })
  const inbox = new Inbox<ServerEvent | 'cut'>()
  void readEvents(response, inbox).finally(() => inbox.end())
  return { status: response.status, next: () => inbox.next(), close: () => aborter.abort() }
}

async function readEvents(response: Response, inbox: Inbox<ServerEvent | 'cut'>): Promise<void> {
  let text = ''
  let complete = false
  const decoder = new TextDecoder()
  try {
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1]
        if (event === undefined) continue
        const data = /^data: (.+)$/m.exec(block)?.[1]
        inbox.push({ event, data: data === undefined ? null : JSON.parse(data) })
        complete ||= event === 'complete'
      }
    }
  } catch {
    // The error of a closed connection adds nothing to `cut`.
  }
  if (!complete) inbox.push('cut')
}
