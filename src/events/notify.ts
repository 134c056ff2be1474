import type pg from 'pg'
import { type Channel, type Channels, transportChannel } from './channels.ts'
import { encode } from './envelope.ts'

/** Sends a message to every server process when the caller's transaction commits, and to none when it rolls back. */
export async function notify<K extends Channel>(
  client: pg.ClientBase | pg.Pool,
  channel: K,
  message: Channels[K],
): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [transportChannel, encode(channel, message)])
}
