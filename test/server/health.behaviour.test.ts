import pg from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { waitFor } from '../support/wait-for.ts'
import { whenOver } from '../support/when-over.ts'

let app: TestApp
let admin: pg.Client
let database: string
beforeAll(async () => {
  app = await startTestApp()
  const url = new URL(app.config.databaseUrl ?? '')
  database = url.pathname.slice(1)
  url.pathname = '/postgres'
  admin = new pg.Client(url.href)
  await admin.connect()
})
whenOver(() => admin.end())

const ask = async (path: string) => {
  const response = await fetch(app.origin + path)
  return { status: response.status, body: await response.json() }
}
const well = { database: 'ok', migrations: 'ok', events: 'ok', worker: 'ok' }

it('says that every part is well', async () => {
  expect(await ask('/ready')).toEqual({ status: 200, body: { status: 'ready', checks: well } })
  expect(await ask('/health')).toEqual({
    status: 200,
    body: { status: 'alive', checks: { events: 'ok', worker: 'ok' } },
  })
})

it('names a migration that the database lacks', async () => {
  const { rows } = await app.pool.query<{ name: string }>(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE migration_name = (SELECT max(migration_name) FROM _prisma_migrations) RETURNING migration_name AS name`,
  )
  const migrations = `The migration ${rows[0]?.name} is missing. Restart a process to apply it.`
  expect(await ask('/ready')).toEqual({
    status: 503,
    body: { status: 'not ready', checks: { ...well, migrations } },
  })
  await app.pool.query('UPDATE _prisma_migrations SET rolled_back_at = NULL')
  expect((await ask('/ready')).status).toBe(200)
})

it('says that events and the worker have lost their connections, until they are back', async () => {
  const connection = await app.pool.connect()
  await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`)
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name ~ '(events|worker)'`,
    [database],
  )
  const isBroken = async () => {
    const { body } = await ask('/health')
    return body.checks.events !== 'ok' && body.checks.worker !== 'ok'
  }
  await waitFor(isBroken)
  connection.release()
  expect(await ask('/ready')).toEqual({
    status: 503,
    body: {
      status: 'not ready',
      checks: {
        ...well,
        events: 'The connection that listens for events is being restored.',
        worker: 'The worker lost its connection to Postgres and is restarting.',
      },
    },
  })
  await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`)
  await waitFor(async () => (await ask('/ready')).status === 200)
})
