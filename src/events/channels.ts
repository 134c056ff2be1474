import * as z from 'zod'

/** The message of each channel: ids and versions, never data, because a message is only a hint to read. */
export interface Channels {
  importRun: { runId: string; version: number }
  enrichment: { listId: string; version: number }
  tokenRevoked: { tokenId: number }
  /** Measures how long messages take. */
  ping: { id: string }
}

/** The name of a channel. */
export type Channel = keyof Channels

/** Schemas that validate incoming messages, by channel. */
export const messages: { readonly [K in Channel]: z.ZodType<Channels[K]> } = {
  importRun: z.object({ runId: z.uuid(), version: z.int() }),
  enrichment: z.object({ listId: z.uuid(), version: z.int() }),
  tokenRevoked: z.object({ tokenId: z.int() }),
  ping: z.object({ id: z.uuid() }),
}

/** The channel of Postgres and Redis that carries the messages of all channels. */
export const transportChannel = 'leadstream'

/** Returns whether a name is one of the channels. */
export function isChannel(name: string): name is Channel {
  return Object.hasOwn(messages, name)
}
