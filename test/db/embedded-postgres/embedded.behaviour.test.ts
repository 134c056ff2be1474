import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { firstLine, killGroup, startProcess } from '../../support/processes.ts'
import { prepareKeptCluster, query } from './kept-cluster.ts'

const host = fileURLToPath(new URL('../../support/embedded-host.ts', import.meta.url))
const { dataDir, start } = await prepareKeptCluster()

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
