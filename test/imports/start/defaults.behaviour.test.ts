import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { createImporter, type Importer } from '../../support/imports.ts'

let app: TestApp
let user: Importer
beforeAll(async () => {
  app = await startTestApp()
  user = await createImporter(app)
})

const csvText = 'Name,E-mail,Favourite colour\nAnn,ann@a.example,Red\nBob,bob@b.example,\n'

const create = `mutation ($input: CreateListWithImportInput!) { createListWithImport(input: $input) {
  ... on Error { message }
  ... on InvalidMappingError { field }
  ... on InvalidInputError { field }
  ... on CreateListWithImportPayload {
    runId counts { imported } run { skipExistingCustomers list { rows { nodes { fullName source custom { name value } } } } }
  }
} }`

it('a mapping of a preview may be passed on as it came, with its __typename', async () => {
  const { previewImport: preview } = await user.query<{ previewImport: { uploadId: string; personMapping: object } }>(
    `mutation ($csvText: String!) { previewImport(input: { csvText: $csvText }) {
      ... on PreviewImportPayload { uploadId personMapping { __typename fullName email custom { __typename column name } } }
    } }`,
    { csvText },
  )
  expect(preview.personMapping).toMatchObject({ __typename: 'PersonMapping', custom: [{ __typename: 'CustomColumn' }] })
  const { uploadId, personMapping } = preview
  const input = { name: 'A', dataType: 'PEOPLE', uploadId, personMapping, waitSeconds: 30 }
  expect(await user.query(create, { input })).toMatchObject({
    createListWithImport: {
      counts: { imported: 2 },
      run: {
        list: {
          rows: {
            nodes: [
              { fullName: 'Ann', source: 'CSV', custom: [{ name: 'Favourite colour', value: 'Red' }] },
              { fullName: 'Bob', source: 'CSV', custom: [] },
            ],
          },
        },
      },
    },
  })
})

it('null means the default, and is the same input to an idempotency key', async () => {
  const input = {
    ...{ name: 'B', dataType: 'PEOPLE', csvText, personMapping: { email: 'E-mail' } },
    ...{ idempotencyKey: 'null', skipExistingCustomers: null, waitSeconds: null },
  }
  const first = await user.query(create, { input })
  expect(first).toMatchObject({ createListWithImport: { run: { skipExistingCustomers: true } } })
  const { skipExistingCustomers: _, ...others } = input
  const again = await user.query<{ createListWithImport: { runId: string } }>(create, {
    input: { ...others, waitSeconds: 0 },
  })
  expect(first).toMatchObject({ createListWithImport: { runId: again.createListWithImport.runId } })
})

it('importSalesNav waits for the final counts, up to 30 seconds', async () => {
  const search = `mutation ($input: ImportSalesNavInput!) { importSalesNav(input: $input) {
    ... on InvalidInputError { field }
    ... on ImportSalesNavPayload { maxResults counts { imported } run { status } }
  } }`
  const url = 'https://www.linkedin.com/sales/search/people?query=(keywords:waiting)'
  const input = { url, maxResults: 3, skipExistingCustomers: null }
  expect(await user.query(search, { input: { ...input, waitSeconds: 31 } })).toEqual({
    importSalesNav: { field: 'waitSeconds' },
  })
  expect(await user.query(search, { input: { ...input, waitSeconds: 30 } })).toEqual({
    importSalesNav: { maxResults: 3, counts: { imported: 3 }, run: { status: 'COMPLETED' } },
  })
})
