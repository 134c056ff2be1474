import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startEmbedded } from '../../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../../src/log.ts'
import { ended, firstLine, killGroup, startProcess } from '../../support/processes.ts'

const host = fileURLToPath(new URL('../../support/embedded-host.ts', import.meta.url))
const log = createLog({ logLevel: 'silent', logFormat: 'json' })

// As mktemp -d makes it: closed to everyone else, the user that Postgres runs as under root included.
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

afterAll(() => rm(root, { recursive: true, force: true }))

test('keeps what was written from one start to the next', async () => {
  const { url } = await start()
  expect(await query(url, 'SELECT word FROM kept')).toEqual([{ word: 'first' }])
})

test('listens on this machine alone and asks for the password', async () => {
  const { url } = await start()
  expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(await query(url, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
  const guess = new URL(url)
  guess.password = 'guess'
  await expect(query(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('outlives a kill -9 of its process, and the next start takes it over with all that was committed', async () => {
  const child = startProcess(host, [dataDir])
  const url = await firstLine(child)
  await query(url, "INSERT INTO kept VALUES ('before the kill')")
  await killGroup(child)

  const next = await start()
  expect(next.url).toBe(url)
  expect(await query(next.url, 'SELECT word FROM kept')).toEqual([{ word: 'first' }, { word: 'before the kill' }])
})

test('comes back at the same address when Postgres itself was killed, and still stops with the last who uses it', async () => {
  const { url, stop } = await start()
  const child = startProcess(host, [dataDir])
  expect(await firstLine(child)).toBe(url)
  await query(url, "INSERT INTO kept VALUES ('before the crash')")
  const killed = await postmasterPid()
  process.kill(killed, 'SIGKILL')
  const backTo = (row: string) => query(url, `SELECT FROM kept WHERE word = '${row}'`).catch(() => null)
  await expect.poll(() => backTo('before the crash'), { timeout: 20_000 }).toHaveLength(1)
  expect(await postmasterPid()).not.toBe(killed)
  // Both have their place again: the first to leave leaves it running.
  const guests = "SELECT FROM pg_stat_activity WHERE application_name = 'leadstream-host'"
  await expect.poll(() => query(url, guests), { timeout: 20_000 }).toHaveLength(2)
  await stop()
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  child.stdin?.end()
  expect((await ended(child)).code).toBe(0)
})

test('is not started again for whoever leaves meanwhile', async () => {
  let notice = () => {}
  const noticed = new Promise<void>((resolve) => {
    notice = resolve
  })
  const watched = createLog({ logLevel: 'warn', logFormat: 'json' }, { write: () => notice() })
  const { stop } = await startEmbedded({ dataDir, log: watched })
  process.kill(await postmasterPid(), 'SIGQUIT')
  await noticed
  await stop()
  await expect.poll(() => existsSync(pidFile)).toBe(false)
})

test('is not misled by a pid file whose number belongs to another program now', async () => {
  await writeFile(pidFile, `${process.pid}\n${join(dataDir, 'postgres', 'data')}\n1\n5432\n\n127.0.0.1\n`)
  const { url } = await start()
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('does not take the Postgres of the original for that of a copied folder', async () => {
  const original = await start()
  const copy = join(root, 'copy')
  await mkdir(copy)
  await query(original.url, 'CHECKPOINT')
  // With -a, the files keep the owner that Postgres insists on.
  await promisify(execFile)('cp', ['-a', join(dataDir, 'postgres'), copy])
  const { url } = await start(copy)
  expect(url).not.toBe(original.url)
  expect(await query(url, 'SELECT word FROM kept LIMIT 1')).toEqual([{ word: 'first' }])
})

test('starts once for several processes at a time, and stops with the last of them', async () => {
  const fresh = join(root, 'fresh')
  await mkdir(join(fresh, 'postgres.init-999999999-abandoned', 'data'), { recursive: true })
  const children = [1, 2, 3].map(() => startProcess(host, [fresh]))
  const urls = await Promise.all(children.map(firstLine))
  expect(new Set(urls).size).toBe(1)
  expect(await readdir(fresh)).toEqual(['postgres'])

  const url = urls[0] ?? ''
  const [last, ...others] = children
  for (const child of others) {
    child.stdin?.end()
    expect((await ended(child)).code).toBe(0)
  }
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  last?.stdin?.end()
  if (last) await ended(last)
  expect(existsSync(join(fresh, 'postgres', 'data', 'postmaster.pid'))).toBe(false)
})

test('starts anew for a process that comes while the last one leaves', async () => {
  for (let round = 0; round < 3; round++) {
    const leaving = await start()
    const [, next] = await Promise.all([leaving.stop(), start()])
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await next.stop()
  }
})

test('says why Postgres does not start', async () => {
  const broken = join(root, 'broken')
  await (await start(broken)).stop()
  await rm(join(broken, 'postgres', 'data', 'global'), { recursive: true })
  await expect(start(broken)).rejects.toThrow(/Postgres does not start \(.*pg_control.*\); see .*log/)
})

async function postmasterPid(): Promise<number> {
  return Number((await readFile(pidFile, 'utf8')).split('\n')[0])
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(url)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}
