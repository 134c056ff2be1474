import type pg from 'pg'
import { connectTask, refreshTask, syncTask } from './accounts/task.ts'
import type { Config } from './config.ts'
import { createPool, createPrisma, databaseProblem, endPool } from './db/client.ts'
import type { PrismaClient } from './db/generated/client.ts'
import { findMissingMigrations, migrate } from './db/migrate.ts'
import { openDatabase } from './db/open-database.ts'
import { EnrichmentProgress } from './enrichment/progress.ts'
import { enrichTask, recoverEnrichmentsTask } from './enrichment/task.ts'
import { startPostgresEventTarget } from './events/postgres-event-target.ts'
import { createEvents } from './events/pubsub.ts'
import { schema } from './graphql/schema.ts'
import { deleteOldOutcomes } from './imports/outcomes/retention.sql.ts'
import { RunProgress } from './imports/run/progress.ts'
import { forgetKeys } from './imports/start/start.sql.ts'
import { importTask, recoverTask, resumeTask } from './imports/task.ts'
import { undoTask } from './imports/undo/undo-task.ts'
import { enqueueKeyUpgrades, upgradeKeysTask } from './imports/upgrade-keys/task.ts'
import type { Tasks } from './jobs/catalog.ts'
import { migrateJobs } from './jobs/migrate.ts'
import { startWorker, type Worker } from './jobs/worker.ts'
import { indexSearchTask } from './lists/index-search.ts'
import type { Log } from './log.ts'
import { processGauges } from './process-gauges.ts'
import { createAccountProvider } from './providers/accounts.ts'
import { createCompanyProvider } from './providers/companies.ts'
import { type HttpServer, startHttp } from './server/http.ts'
import { startMetricsServer } from './server/metrics-server.ts'
import { createRoutes } from './server/routes/create-routes.ts'
import { createGauges } from './telemetry/gauges.ts'
import { collectProcessMetrics, metrics } from './telemetry/metrics.ts'
import { deleteExpiredUploads } from './uploads/stage.ts'
import { DownloadLinks } from './users/download-links.ts'
import { signInCodes } from './users/sign-in.ts'
import { createPost } from './webhooks/post.ts'
import { deliverTask, recoverWebhooksTask } from './webhooks/task.ts'
import { deleteOldDeliveries } from './webhooks/webhooks.sql.ts'

/** A running Leadstream. */
export interface App {
  readonly url: string
  /** The URL of `/metrics`; null: not served. */
  readonly metricsUrl: string | null
  readonly databaseUrl: string
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  /** Accepts no new work, returns running jobs to the queue and stops every part; idempotent. */
  stop(): Promise<void>
}

/** Starts the parts that the role needs, in order of dependency; if one fails, stops those already started. */
export async function startApp(config: Config, log: Log): Promise<App> {
  const ends: (() => unknown)[] = []
  let stopped: Promise<void> | undefined
  const stop = () => {
    stopped ??= endAll(ends, log)
    return stopped
  }

  try {
    const { tracing } = config
    if (tracing !== null) {
      const { startTracing } = await import('./telemetry/otlp.ts')
      const started = startTracing({ ...config, tracing })
      ends.push(() => started.stop())
    }
    const database = await openDatabase(config, log)
    ends.push(() => database.stop())
    const { url, directUrl } = database
    await migrate(directUrl)
    const openPool = (databaseUrl: string, isPooled: boolean) => {
      const pool = createPool(databaseUrl, config.poolSize, log, { isPooled })
      ends.push(() => endPool(pool))
      return pool
    }
    // Connects only to migrate the queue, and for the worker.
    const directPool = openPool(directUrl, false)
    const pool = url === directUrl ? directPool : openPool(url, true)
    await migrateJobs({ pool: directPool, databaseUrl: directUrl, log })
    const prisma = createPrisma(pool)
    ends.push(() => prisma.$disconnect())
    const { redisUrl } = config
    const target =
      redisUrl === null
        ? await startPostgresEventTarget({ databaseUrl: directUrl, log })
        : await (await import('./events/redis-event-target.ts')).startRedisEventTarget({
            redisUrl,
            databaseUrl: directUrl,
            log,
          })
    ends.push(() => target.close())
    const events = createEvents(target)
    const progress = new RunProgress({ prisma, events, log })
    ends.push(() => progress.close())
    const accounts = createAccountProvider(config)
    const links = await DownloadLinks.load(prisma)
    const enrichments = new EnrichmentProgress({ prisma, events, log })
    ends.push(() => enrichments.close())
    const companies = createCompanyProvider(config)

    let worker: Worker | undefined
    let http: HttpServer | undefined
    // At the same time, so that a request that waits for a run shares its deadline.
    ends.push(() => Promise.all([http?.stop(), worker?.stop()]))
    // Before the worker, so that a taken port fails the start before any job runs.
    http = await startHttp({
      config,
      log,
      health: {
        local: {
          events: () => (target.isListening() ? null : 'The connection that listens for events is being restored.'),
          ...(config.role === 'api' ? {} : { worker: () => (worker ? worker.problem() : 'The worker is starting.') }),
        },
        database: {
          database: () => databaseProblem(pool),
          migrations: () => migrationProblem(pool),
        },
      },
      ...(config.role === 'worker'
        ? { graphql: null }
        : createRoutes({
            schema,
            shared: { prisma, pool, config, log, events, progress, links, accounts, companies, enrichments },
          })),
    })
    const work = async (pool: pg.Pool) => {
      const runs = importTask({ pool, config, accounts })
      const tasks: Tasks = {
        import: runs,
        'import-search': runs,
        'undo-import': undoTask({ pool, config }),
        sweep: async () => {
          await deleteExpiredUploads(pool)
          await forgetKeys(pool)
          await signInCodes.deleteExpired(pool)
          await deleteOldDeliveries(pool, config.deliveriesDays)
          await deleteOldOutcomes(pool, config.outcomesDays)
        },
        'recover-imports': recoverTask({ pool }),
        'connect-account': connectTask({ pool, accounts }),
        'upgrade-keys': upgradeKeysTask({ pool }),
        'refresh-account': refreshTask({ pool, accounts }),
        'sync-accounts': syncTask({ pool, accounts }),
        'resume-account': resumeTask({ pool }),
        'enrich-companies': enrichTask({ pool, provider: companies, config }),
        'recover-enrichments': recoverEnrichmentsTask({ pool }),
        'deliver-webhook': deliverTask({ pool, post: createPost(config) }),
        'recover-webhooks': recoverWebhooksTask({ pool }),
        'index-search': indexSearchTask({ pool }),
      }
      await enqueueKeyUpgrades(pool)
      return await startWorker({ pool, databaseUrl: directUrl, config, log, tasks })
    }
    if (config.role !== 'api') worker = await work(directPool)
    const { metricsPort } = config
    let metricsUrl: string | null = null
    if (metricsPort !== null) {
      collectProcessMetrics()
      const gauges = createGauges(processGauges({ pool, config, events, worker: () => worker }), log)
      const server = await startMetricsServer({
        config: { ...config, metricsPort },
        registries: [metrics, gauges],
        log,
      })
      ends.push(() => server.stop())
      metricsUrl = server.url
    }
    return { url: http.url, metricsUrl, databaseUrl: url, pool, prisma, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Returns what is wrong with the tables, or null. */
async function migrationProblem(pool: pg.Pool): Promise<string | null> {
  try {
    const [missing] = await findMissingMigrations(pool)
    return missing === undefined ? null : `The migration ${missing} is missing. Restart a process to apply it.`
  } catch {
    return 'The migrations could not be read.'
  }
}

async function endAll(ends: readonly (() => unknown)[], log: Log): Promise<void> {
  for (const end of ends.toReversed()) {
    try {
      await end()
    } catch (error) {
      log.error({ err: error }, 'app: could not stop a part')
    }
  }
}
