import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startEmbedded } from '../../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../../src/log.ts'
import { ended, firstLine, killGroup, startProcess } from '../../support/processes.ts'
import { prepareKeptCluster, query } from './kept-cluster.ts'

const host = fileURLToPath(new URL('../../support/embedded-host.ts', import.meta.url))
const { dataDir, pidFile, start } = await prepareKeptCluster()

test('keeps the data across restarts', async () => {
  const { url } = await start()
  expect(await query(url, 'SELECT word FROM kept')).toEqual([{ word: 'first' }])
})

test('listens only on the loopback address and requires the password', async () => {
  const { url } = await start()
  expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(await query(url, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }])
  const guess = new URL(url)
  guess.password = 'guess'
  await expect(query(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed')
})

test('survives a kill -9 of the process that started it; the next start takes it over with all committed data', async () => {
  const child = startProcess(host, [dataDir])
  const url = await firstLine(child)
  await query(url, "INSERT INTO kept VALUES ('before the kill')")
  await killGroup(child)

  const next = await start()
  expect(next.url).toBe(url)
  expect(await query(next.url, 'SELECT word FROM kept')).toEqual([{ word: 'first' }, { word: 'before the kill' }])
})

test('restarts at the same address if Postgres itself is killed, and still stops with its last user', async () => {
  const { url, stop } = await start()
  const child = startProcess(host, [dataDir])
  expect(await firstLine(child)).toBe(url)
  await query(url, "INSERT INTO kept VALUES ('before the crash')")
  const killed = await postmasterPid()
  process.kill(killed, 'SIGKILL')
  const backTo = (row: string) => query(url, `SELECT FROM kept WHERE word = '${row}'`).catch(() => null)
  await expect.poll(() => backTo('before the crash')).toHaveLength(1)
  expect(await postmasterPid()).not.toBe(killed)
  // Both hold their leases again, so it keeps running after the first one leaves.
  const leases = "SELECT FROM pg_stat_activity WHERE application_name = 'leadstream-host'"
  await expect.poll(() => query(url, leases)).toHaveLength(2)
  await stop()
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  child.stdin?.end()
  expect((await ended(child)).code).toBe(0)
})

test('does not restart a killed Postgres for a process that stops meanwhile', async () => {
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

test('ignores a pid file whose process id now belongs to another program', async () => {
  await writeFile(pidFile, `${process.pid}\n${join(dataDir, 'postgres', 'data')}\n1\n5432\n\n127.0.0.1\n`)
  const { url } = await start()
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

async function postmasterPid(): Promise<number> {
  return Number((await readFile(pidFile, 'utf8')).split('\n')[0])
}
