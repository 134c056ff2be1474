import type pg from 'pg'
import { type App, startApp } from '../../src/app.ts'
import { type Config, loadConfig } from '../../src/config.ts'
import type { PrismaClient } from '../../src/db/generated/client.ts'
import { createLog, type Log } from '../../src/log.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { createEmptyDatabase } from './database.ts'
import { watchLog } from './log-watch.ts'
import { whenOver } from './when-over.ts'

/** The whole app, on its own database and port. */
export interface TestApp {
  /** The URL of `/graphql`. */
  url: string
  wsUrl: string
  origin: string
  metricsUrl: string | null
  pool: pg.Pool
  prisma: PrismaClient
  config: Config
  createUser(options?: {
    credits?: number
    email?: string
  }): Promise<{ userId: number; token: string; tokenId: number }>
  stop(): Promise<void>
}

/** Tests send more requests a minute than people do, and enrichment would change companies while a slow test looks at them. */
const calm = { RATE_LIMIT_PER_USER: '0', RATE_LIMIT_PER_ADDRESS: '0', ENRICHMENT_POLL_MS: '3600000' }

/** Starts the app as `main` does, and stops it after the test or the file's tests; they fail if its log, at level `trace`, contains a secret. */
export async function startTestApp(overrides: Partial<Config> = {}, given?: Log): Promise<TestApp> {
  const databaseUrl = overrides.databaseUrl ?? (await createEmptyDatabase('TEMPLATE template')).url
  const config = Object.freeze({
    ...loadConfig({ ...calm, PORT: '0', GRAPHIQL: 'true' }),
    ...overrides,
    databaseUrl,
  })
  const log = given ?? createLog({ logLevel: 'trace', logFormat: 'json' }, watchLog(config))
  const app: App = await startApp(config, log)
  whenOver(app.stop)
  let users = 0
  return {
    url: `${app.url}/graphql`,
    wsUrl: `${app.url.replace(/^http/, 'ws')}/graphql`,
    origin: app.url,
    metricsUrl: app.metricsUrl,
    pool: app.pool,
    prisma: app.prisma,
    config,
    stop: app.stop,
    async createUser({ credits = 0, email = `user${++users}-${process.pid}@example.com` } = {}) {
      const user = await createUser(app.pool, { email, name: 'Test User', credits })
      const { token, id } = await createToken(app.pool, user.id)
      return { userId: user.id, token, tokenId: id }
    },
  }
}
