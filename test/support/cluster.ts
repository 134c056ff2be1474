import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runMigrations } from 'graphile-worker'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLog } from '../../src/log.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the template database in the run's Postgres. */
    templateUrl: string
  }
}

/** Starts one non-durable cluster per run, which all projects share, with a migrated database that every test file clones. */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = vitest.getRootProject()
  if (Object.hasOwn(root.getProvidedContext(), 'templateUrl')) return undefined
  const dataDir = await mkdtemp(join(tmpdir(), 'leadstream-test-'))
  await chmod(dataDir, 0o711)
  const { url, stop } = await startEmbedded({
    dataDir,
    log: createLog({ logLevel: 'warn', logFormat: 'json' }),
    settings: { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '1000' },
  })
  const templateUrl = url.replace('/leadstream?', '/template?')
  const admin = new pg.Client(url)
  await admin.connect()
  await admin.query('CREATE DATABASE template')
  await admin.end()
  await migrate(templateUrl)
  await runMigrations({ connectionString: templateUrl, noHandleSignals: true })
  root.provide('templateUrl', templateUrl)

  return async () => {
    await stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
