import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeAll, expect } from 'vitest'
import { startEmbedded } from '../../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../../src/log.ts'
import { whenOver } from '../../support/when-over.ts'

const log = createLog({ logLevel: 'silent', logFormat: 'json' })

/** Prepares a data folder for a file's tests whose table `kept` has one row; each test starts its Postgres, which is stopped after it. */
export async function prepareKeptCluster() {
  // As `mktemp -d` creates it: closed to all other users, including the one that runs Postgres if the tests run as root.
  const root = await mkdtemp(join(tmpdir(), 'leadstream-embedded-'))
  const dataDir = join(root, 'data')
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const started: { stop(): Promise<void> }[] = []

  async function start(folder = dataDir) {
    const embedded = await startEmbedded({ dataDir: folder, log })
    started.push(embedded)
    return embedded
  }

  beforeAll(async () => {
    const { url, stop } = await start()
    await query(url, 'CREATE TABLE kept (word text)')
    await query(url, "INSERT INTO kept VALUES ('first')")
    await stop()
  })

  afterEach(async () => {
    await Promise.all(started.splice(0).map(({ stop }) => stop()))
    expect(existsSync(pidFile)).toBe(false)
  })

  whenOver(() => rm(root, { recursive: true, force: true }))

  return { root, dataDir, pidFile, start }
}

/** Returns the rows of a statement. */
export async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
