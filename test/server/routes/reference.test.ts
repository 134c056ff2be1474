import { type GraphQLNamedType, isObjectType } from 'graphql'
import { expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { schema } from '../../../src/graphql/schema.ts'
import { createLog } from '../../../src/log.ts'
import { startHttp } from '../../../src/server/http.ts'
import { referenceRoute } from '../../../src/server/routes/reference.ts'
import { whenOver } from '../../support/when-over.ts'

async function serve(introspection: boolean): Promise<string> {
  const config = { ...loadConfig({ PORT: '0' }), introspection }
  const server = await startHttp({
    config,
    log: createLog({ logLevel: 'silent', logFormat: 'json' }),
    health: { local: {}, database: {} },
    graphql: null,
    routes: [referenceRoute(schema, config)],
  })
  whenOver(server.stop)
  return `${server.url}/docs/graphql`
}

const response = await fetch(await serve(true))
const page = await response.text()

it('the reference is a page that loads and runs nothing', () => {
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/)
  expect(page).not.toMatch(/<script|(src|href)="(?!#)/)
})

it('the reference describes all types and fields of the schema, and links only to what it describes', () => {
  const anchors = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))
  const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id)
  expect(links.filter((link) => !anchors.has(link))).toEqual([])
  const isListed = ({ name }: GraphQLNamedType) => !/^(__.*|Query|Mutation|Subscription)$/.test(name)
  const types = Object.values(schema.getTypeMap()).filter(isListed)
  expect(types.map(({ name }) => name).filter((name) => !anchors.has(name))).toEqual([])
  const fields = types.filter(isObjectType).flatMap((type) => Object.keys(type.getFields()))
  expect(fields.filter((name) => !page.includes(`<code>${name}</code>`))).toEqual([])
  for (const root of ['Query', 'Mutation', 'Subscription']) {
    const type = schema.getType(root)
    for (const name of isObjectType(type) ? Object.keys(type.getFields()) : [])
      expect(page).toContain(`<h3>${name}</h3>`)
  }
})

it('descriptions are text, with code where it is marked', () => {
  expect(page).toContain('follow <code>importProgress(runId)</code>')
  expect(page).toContain('<td class="type"><a href="#Boolean">Boolean</a> = true</td>')
})

it('the reference is not served without introspection, nor for other methods', async () => {
  expect((await fetch(await serve(false))).status).toBe(404)
  const posted = await fetch(response.url, { method: 'POST' })
  expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
})
