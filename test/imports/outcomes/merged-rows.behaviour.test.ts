import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { post } from '../../support/graphql.ts'
import { createImporter } from '../../support/imports.ts'
import { dig } from '../../support/operation.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})

const merged = `mergedRows(first: $first, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { rowNumber verdict cells run { id } }
}`
const peopleQuery = `query ($id: ID!, $first: Int, $after: String) { list(id: $id) { rows { nodes { fullName ${merged} } } } }`
const companiesQuery = `query ($id: ID!, $first: Int, $after: String) { list(id: $id) { companies { nodes { name ${merged} } } } }`

it('a person has the rows that were merged into them, those of the newest import first', async () => {
  const importer = await createImporter(app)
  const first = await importer.importCsv('fullName,email\nAda,ada@a.example\nBea,bea@b.example\nA.,ada@a.example\n')
  const second = await importer.importCsv(
    'fullName,email\nCy,cy@c.example\nAda B.,ada@a.example\nAda,ada@a.example\n',
    {
      listId: first.listId,
    },
  )
  const read = (variables: object = {}) => importer.query<object>(peopleQuery, { id: first.listId, ...variables })
  expect(await read()).toMatchObject({
    list: {
      rows: {
        nodes: [
          {
            fullName: 'Ada',
            mergedRows: {
              totalCount: 3,
              nodes: [
                { rowNumber: 3, verdict: 'MERGED', cells: ['Ada', 'ada@a.example'], run: { id: second.runId } },
                { rowNumber: 2, cells: ['Ada B.', 'ada@a.example'], run: { id: second.runId } },
                { rowNumber: 3, cells: ['A.', 'ada@a.example'], run: { id: first.runId } },
              ],
            },
          },
          { fullName: 'Bea', mergedRows: { totalCount: 0, nodes: [] } },
          { fullName: 'Cy', mergedRows: { totalCount: 0, nodes: [] } },
        ],
      },
    },
  })
  const page = await read({ first: 1 })
  const after = String(dig(page, 'list.rows.nodes.0.mergedRows.pageInfo.endCursor'))
  expect(dig(page, 'list.rows.nodes.0.mergedRows')).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } })
  const { body } = await post(
    app.url,
    {
      query: `query ($id: ID!, $first: Int, $after: String) { list(id: $id) { rows(first: 1) { nodes { ${merged} } } } }`,
      variables: { id: first.listId, first: 5, after },
    },
    importer.token,
  )
  expect(dig(body.data, 'list.rows.nodes.0.mergedRows')).toMatchObject({
    pageInfo: { hasNextPage: false },
    nodes: [{ rowNumber: 2 }, { rowNumber: 3, run: { id: first.runId } }],
  })
})

it('a company has the rows that an import of companies merged into it', async () => {
  const importer = await createImporter(app)
  const csv = 'name,domain\nAcme,acme.example\nAcme Inc,acme.example\n'
  const { listId, runId } = await importer.importCsv(csv, { dataType: 'COMPANIES' })
  expect(await importer.query<object>(companiesQuery, { id: listId })).toMatchObject({
    list: {
      companies: {
        nodes: [{ name: 'Acme', mergedRows: { totalCount: 1, nodes: [{ rowNumber: 2, run: { id: runId } }] } }],
      },
    },
  })
})

it('outcomes can be read by their row numbers', async () => {
  const importer = await createImporter(app)
  const csv = 'fullName,email\nAda,ada@a.example\nA.,ada@a.example\n,\nB.,ada@a.example\n'
  const { runId } = await importer.importCsv(csv)
  const query = `query ($runId: ID!, $rowNumbers: [Int!]) {
    importRun(id: $runId) { outcomes(rowNumbers: $rowNumbers) { totalCount nodes { rowNumber } } }
  }`
  const read = (rowNumbers: number[] | null) => importer.query<object>(query, { runId, rowNumbers })
  expect(await read([3, 1])).toMatchObject({ importRun: { outcomes: { totalCount: 1, nodes: [{ rowNumber: 3 }] } } })
  expect(await read([])).toMatchObject({ importRun: { outcomes: { totalCount: 0 } } })
  expect(await read(null)).toMatchObject({ importRun: { outcomes: { totalCount: 2 } } })
  const tooMany = Array.from({ length: 501 }, (_, at) => at + 1)
  const { body } = await post(app.url, { query, variables: { runId, rowNumbers: tooMany } }, importer.token)
  expect(body.errors?.[0]).toMatchObject({ extensions: { code: 'INVALID_INPUT' } })
})
