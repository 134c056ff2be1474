import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { startEmbedded } from './embedded-postgres/embedded.ts'

/** A running database. */
export interface Database {
  readonly url: string
  /** Differs from `url` if that goes through a transaction pooler. */
  readonly directUrl: string
  stop(): Promise<void>
}

/** Returns the configured database, or an embedded Postgres if none is configured; `stop` stops the latter. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'databaseDirectUrl' | 'dataDir'>,
  log: Log,
): Promise<Database> {
  const { databaseUrl: url, databaseDirectUrl, dataDir } = config
  if (url !== null) return { url, directUrl: databaseDirectUrl ?? url, stop: async () => {} }
  const embedded = await startEmbedded({ dataDir, log })
  return { ...embedded, directUrl: embedded.url }
}
