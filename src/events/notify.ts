import type pg from 'pg'
import { type Channel, type Channels, postgresChannel } from './channels.ts'

/** Sends a message to every server process when the caller's transaction commits, and to none when it rolls back. */
export async function notify<K extends Channel>(
  client: pg.ClientBase | pg.Pool,
  channel: K,
  message: Channels[K],
): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [postgresChannel, JSON.stringify({ channel, message })])
}
