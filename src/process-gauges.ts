import { statfs } from 'node:fs/promises'
import type pg from 'pg'
import type { Config } from './config.ts'
import { sumCredits } from './credits/credits.sql.ts'
import { databaseProblem } from './db/client.ts'
import { measureLag } from './events/lag.ts'
import type { Events } from './events/pubsub.ts'
import { countJobs } from './jobs/jobs.sql.ts'
import type { Worker } from './jobs/worker.ts'
import type { GaugeSource } from './telemetry/gauges.ts'

/** Returns the gauges that are read from the database and the parts of this process. */
export function processGauges(options: {
  pool: pg.Pool
  config: Pick<Config, 'databaseUrl' | 'dataDir'>
  events: Events
  worker: () => Worker | undefined
}): GaugeSource[] {
  const { pool, config, events, worker } = options
  return [
    // First, because the queries of the others wait for a connection until the end of the tick.
    {
      name: 'leadstream_pool_connections',
      help: 'Database connections of this process by state (idle, used), and the requests that wait for one (waiting).',
      labels: ['state'],
      read: () => [
        { labels: { state: 'idle' }, value: pool.idleCount },
        { labels: { state: 'used' }, value: pool.totalCount - pool.idleCount },
        { labels: { state: 'waiting' }, value: pool.waitingCount },
      ],
    },
    {
      name: 'leadstream_database_up',
      help: 'Whether Postgres answers (1) or not (0).',
      read: async () => [{ value: (await databaseProblem(pool)) === null ? 1 : 0 }],
    },
    {
      name: 'leadstream_embedded_postgres',
      help: 'Whether the database is the embedded Postgres (1) or your own (0).',
      read: () => [{ value: config.databaseUrl === null ? 1 : 0 }],
    },
    {
      name: 'leadstream_disk_free_bytes',
      help: 'Free space on the disk of the embedded Postgres.',
      read: async () => (config.databaseUrl === null ? [{ value: await freeBytes(config.dataDir) }] : []),
    },
    {
      name: 'leadstream_jobs',
      help: 'Jobs of all processes by task and state (ready, delayed, running, failed).',
      labels: ['task', 'state'],
      read: async () =>
        (await countJobs(pool)).map(({ task, state, count }) => ({ labels: { task, state }, value: count })),
    },
    {
      name: 'leadstream_oldest_job_seconds',
      help: 'Seconds for which the oldest job has been ready without a worker taking it.',
      read: async () => [{ value: Math.max(0, ...(await countJobs(pool)).map(({ age }) => age)) }],
    },
    {
      name: 'leadstream_notify_lag_seconds',
      help: 'Seconds that an event takes from this process through Postgres and back, at most 5.',
      read: async () => [{ value: await measureLag(pool, events) }],
    },
    {
      name: 'leadstream_credits',
      help: 'Credits of all users by state (available, reserved).',
      labels: ['state'],
      read: async () => {
        const { balance, reserved } = await sumCredits(pool)
        return [
          { labels: { state: 'available' }, value: balance - reserved },
          { labels: { state: 'reserved' }, value: reserved },
        ]
      },
    },
    {
      name: 'leadstream_worker_heartbeat_seconds',
      help: 'Seconds since Postgres last confirmed that the worker of this process is alive; absent without a worker.',
      read: () => {
        const age = worker()?.heartbeatAge()
        return age === undefined ? [] : [{ value: age / 1_000 }]
      },
    },
  ]
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
