import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { type Embedded, startEmbedded } from './embedded-postgres/embedded.ts'

/** The database that the configuration names, or a Postgres of our own where it names none; `stop` is for the latter. */
export async function openDatabase(config: Pick<Config, 'databaseUrl' | 'dataDir'>, log: Log): Promise<Embedded> {
  if (config.databaseUrl === null) return startEmbedded({ dataDir: config.dataDir, log })
  return { url: config.databaseUrl, stop: async () => {} }
}
