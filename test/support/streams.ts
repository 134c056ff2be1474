import * as z from 'zod'
import type { Operation } from './graphql.ts'
import { openEvents, openSocket } from './sockets.ts'

/** An open subscription to one field. */
export interface Stream<Event> {
  /** Returns the next event; undefined when the stream has completed. Throws an error's code, or `cut` if the connection closed. */
  next(): Promise<Event | undefined>
  /** Returns the events up to the first that meets the condition, or to the end of the stream. */
  upTo(condition: (event: Event) => boolean): Promise<Event[]>
  close(): void
}

/** The receiving end of a transport. */
interface Reception {
  receive: () => Promise<unknown>
  close: () => void
}

/** The transports for subscriptions. */
const transports = {
  async WebSocket(url: string, operation: Operation, token?: string): Promise<Reception> {
    const socket = await openSocket(url, token === undefined ? {} : { token })
    const subscription = socket.subscribe(operation)
    let complete = false
    const receive = async () => {
      const frame = await subscription.next()
      complete ||= frame?.type === 'complete'
      if (complete) return undefined
      if (frame === undefined) throw new Error('cut')
      return frame.type === 'error' ? { errors: frame.payload } : frame.payload
    }
    return { receive, close: () => socket.close() }
  },
  async SSE(url: string, operation: Operation, token?: string): Promise<Reception> {
    const events = await openEvents(url, operation, token)
    const receive = async () => {
      const event = await events.next()
      if (event === 'cut') throw new Error('cut')
      return event === undefined || event.event === 'complete' ? undefined : event.data
    }
    return { receive, close: () => events.close() }
  },
} as const

export type Transport = keyof typeof transports
export const transportNames: readonly Transport[] = ['WebSocket', 'SSE']

/** Subscribes to one field whose events have this shape. */
export async function openStream<Event>(
  url: string,
  operation: Operation,
  shape: z.ZodType<Event>,
  { token, transport = 'WebSocket' }: { token?: string | undefined; transport?: Transport | undefined } = {},
): Promise<Stream<Event>> {
  const { receive, close } = await transports[transport](url, operation, token)
  const result = z.object({
    data: z.record(z.string(), shape).nullish(),
    errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).optional(),
  })
  const next = async () => {
    const received = await receive()
    if (received === undefined) return undefined
    const { data, errors } = result.parse(received)
    if (errors?.[0]) throw new Error(errors[0].extensions.code)
    return Object.values(data ?? {})[0]
  }
  const upTo = async (condition: (event: Event) => boolean) => {
    const events: Event[] = []
    for (let event = await next(); event; event = await next()) {
      events.push(event)
      if (condition(event)) break
    }
    return events
  }
  return { next, upTo, close }
}
