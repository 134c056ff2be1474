import { expect, it } from 'vitest'
import { startApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { startTestApp } from '../support/app.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { graphql, post } from '../support/graphql.ts'
import { createImporter } from '../support/imports.ts'
import { people } from '../support/runs.ts'
import { openSocket } from '../support/sockets.ts'

const log = createLog({ logLevel: 'silent', logFormat: 'json' })

it('serves a signed-in user over HTTP and over a WebSocket', async () => {
  const app = await startTestApp()
  const { token } = await app.createUser({ credits: 7 })
  const query = '{ viewer { credits { available } } }'
  expect(await graphql(app.url, token)(query)).toEqual({ viewer: { credits: { available: 7 } } })
  const socket = await openSocket(app.wsUrl, { token })
  expect(await socket.subscribe({ query }).next()).toMatchObject({
    payload: { data: { viewer: { credits: { available: 7 } } } },
  })
  socket.close()
})

it('returns 401 UNAUTHENTICATED to a query without a token, but allows introspection', async () => {
  const app = await startTestApp()
  const { status, body } = await post(app.url, { query: '{ __schema { queryType { fields { name } } } }' })
  expect(status).toBe(200)
  expect(body).toMatchObject({
    data: { __schema: { queryType: { fields: expect.arrayContaining([{ name: 'lists' }]) } } },
  })
  const refused = await post(app.url, { query: '{ lists { totalCount } }' })
  expect(refused.status).toBe(401)
  expect(refused.body.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED' })
})

it('serves health checks in a process that is only a worker', async () => {
  const app = await startTestApp({ role: 'worker' })
  expect((await fetch(`${app.origin}/ready`)).status).toBe(200)
  expect((await fetch(`${app.origin}/health`)).status).toBe(200)
  expect((await post(app.url, { query: '{ __typename }' })).status).toBe(404)
})

it('imports of several users end with the smallest pool', async () => {
  const app = await startTestApp({ poolSize: 3, pageSize: 5 })
  const importers = await Promise.all([1, 2, 3].map(() => createImporter(app)))
  const imported = await Promise.all(importers.map(({ importCsv }) => importCsv(people(20))))
  expect(imported.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED'])
})

it('leaves nothing running when it stops, and can be stopped twice', async () => {
  const app = await startTestApp()
  await Promise.all([app.stop(), app.stop()])
  await expect(fetch(`${app.origin}/health`)).rejects.toThrow('fetch failed')
  expect(app.pool.totalCount).toBe(0)
})

it('stops the parts that did start if one fails to start', async () => {
  const app = await startTestApp()
  const { port } = new URL(app.origin)
  await expect(startApp({ ...app.config, port: Number(port) }, log)).rejects.toThrow('Cannot listen on')
  expect((await fetch(`${app.origin}/ready`)).status).toBe(200)
})

it('several processes can start at the same time on one empty database', async () => {
  const { url: databaseUrl } = await createEmptyDatabase()
  const config = { ...loadConfig({ PORT: '0' }), databaseUrl }
  const apps = await Promise.all([1, 2, 3].map(() => startApp(config, log)))
  const answers = await Promise.all(apps.map(async ({ url }) => (await fetch(`${url}/ready`)).status))
  expect(answers).toEqual([200, 200, 200])
  await Promise.all(apps.map((app) => app.stop()))
})
