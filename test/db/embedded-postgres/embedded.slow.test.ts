import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startEmbedded } from '../../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../../src/log.ts'
import { ended, firstLine, startProcess } from '../../support/processes.ts'
import { prepareKeptCluster, query } from './kept-cluster.ts'

const host = fileURLToPath(new URL('../../support/embedded-host.ts', import.meta.url))
const { root, dataDir, pidFile, start } = await prepareKeptCluster()

test('does not mistake the Postgres of the original folder for that of its copy', async () => {
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

test('starts once for several processes at the same time, and stops with the last of them', async () => {
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

test('restarts for a process that starts while the last one is stopping', async () => {
  for (let round = 0; round < 3; round++) {
    const leaving = await start()
    const [, next] = await Promise.all([leaving.stop(), start()])
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    await next.stop()
  }
})

test('reports why Postgres could not start', async () => {
  const broken = join(root, 'broken')
  await (await start(broken)).stop()
  await rm(join(broken, 'postgres', 'data', 'global'), { recursive: true })
  await expect(start(broken)).rejects.toThrow(/Postgres could not start \(.*pg_control.*\); see .*log/)
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
