import * as z from 'zod'
import { type Channel, isChannel, messages } from './channels.ts'
import { reconnected } from './pubsub.ts'

/** The payload that says that messages may have been missed. */
export const gap = JSON.stringify({ channel: reconnected })

const envelope = z.object({ channel: z.string(), message: z.unknown() })

/** Returns a message as the payload that carries it between processes. */
export function encode(channel: Channel, message: unknown): string {
  return JSON.stringify({ channel, message })
}

/** Returns the event in a payload, or null if it is invalid. */
export function decode(payload: string): Event | null {
  if (payload === gap) return new Event(reconnected)
  try {
    const { channel, message } = envelope.parse(JSON.parse(payload))
    return isChannel(channel) ? new CustomEvent(channel, { detail: messages[channel].parse(message) }) : null
  } catch {
    return null
  }
}
