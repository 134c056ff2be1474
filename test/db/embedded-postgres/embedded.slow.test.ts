import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { ended, firstLine, startProcess } from '../../support/processes.ts'
import { prepareKeptCluster, query } from './kept-cluster.ts'

const host = fileURLToPath(new URL('../../support/embedded-host.ts', import.meta.url))
const { root, dataDir, start } = await prepareKeptCluster()

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
