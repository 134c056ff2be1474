import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { type Embedded, startEmbedded } from './embedded-postgres/embedded.ts'

/** The configured database, or an embedded Postgres if none is configured; `stop` stops the latter. */
export async function openDatabase(config: Pick<Config, 'databaseUrl' | 'dataDir'>, log: Log): Promise<Embedded> {
  if (config.databaseUrl === null) return startEmbedded({ dataDir: config.dataDir, log })
  return { url: config.databaseUrl, stop: async () => {} }
}
