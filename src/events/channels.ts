import * as z from 'zod'

/** What is said on each channel: ids and versions, never data, since a message is only a hint to read. */
export interface Channels {
  importRun: { runId: string; version: number }
  enrichment: { listId: string; version: number }
  tokenRevoked: { tokenId: number }
}

/** A name on which messages are sent. */
export type Channel = keyof Channels

/** The shape that a message of each channel has to have when it arrives. */
export const messages: { readonly [K in Channel]: z.ZodType<Channels[K]> } = {
  importRun: z.object({ runId: z.uuid(), version: z.int() }),
  enrichment: z.object({ listId: z.uuid(), version: z.int() }),
  tokenRevoked: z.object({ tokenId: z.int() }),
}

/** The Postgres channel that carries all of them. */
export const postgresChannel = 'leadstream'

/** Tells whether a name is one of the channels. */
export function isChannel(name: string): name is Channel {
  return Object.hasOwn(messages, name)
}
