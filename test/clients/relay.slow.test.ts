import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Environment, fetchQuery, Network, type OperationType, RecordSource, Store } from 'relay-runtime'
import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer } from '../support/graphql.ts'
import { createImporter } from '../support/imports.ts'

const people = 200

interface ListQuery extends OperationType {
  response: {
    list: { rows: { edges: { node: { id: string; fullName: string; phone: string; company: { phone: string } } }[] } }
  }
}

const require = createRequire(import.meta.url)

/** Returns what relay-compiler makes of a query, which is named after its module. */
function compile(name: string, query: string) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'))
  copyFileSync('schema.graphql', join(folder, 'schema.graphql'))
  writeFileSync(join(folder, `${name}.js`), `graphql\`query ${name}Query ${query}\``)
  const options = { src: '.', schema: 'schema.graphql', language: 'javascript' }
  writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(options))
  execFileSync(process.execPath, [require.resolve('relay-compiler/cli.js'), 'relay.config.json'], { cwd: folder })
  return require(join(folder, '__generated__', `${name}Query.graphql.js`))
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})

it('Relay shows each person with their own company', async () => {
  const importer = await createImporter(app)
  const lines = Array.from({ length: people }, (_, at) => 1_000 + at).map(
    (i) => `Person ${i},${i},company${i}.example,company ${i}`,
  )
  const { listId } = await importer.importCsv(['fullName,phone,companyDomain,company.phone', ...lines, ''].join('\n'))
  const list = compile(
    'people',
    '($id: ID!) { list(id: $id) { rows(first: 500) { edges { node { id fullName phone company { id phone } } } } } }',
  )
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async ({ text }, variables) => {
      const response = await fetch(app.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...bearer(importer.token) },
        body: JSON.stringify({ query: text, variables }),
      })
      return await response.json()
    }),
  })
  const shown = await fetchQuery<ListQuery>(environment, list, { id: listId }).toPromise()
  const edges = shown?.list.rows.edges ?? []
  expect(edges).toHaveLength(people)
  // Relay keeps objects by their id alone.
  const isWrong = ({ fullName, phone, company }: (typeof edges)[number]['node']) =>
    fullName !== `Person ${phone}` || company.phone !== `company ${phone}`
  expect(edges.filter(({ node }) => isWrong(node))).toEqual([])
})
