import { Client, fetchExchange } from '@urql/core'
import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer } from '../support/graphql.ts'

const previewFile = `mutation PreviewFile($file: File!) {
  previewImport(input: { file: $file }) {
    __typename
    ... on PreviewImportPayload { uploadId totalRows }
    ... on Error { code message }
  }
}`

const importUpload = `mutation ImportUpload($uploadId: ID!) {
  createListWithImport(
    input: {
      name: "Pioneers"
      dataType: PEOPLE
      uploadId: $uploadId
      personMapping: { fullName: "Name", email: "Email", companyName: "Company" }
      waitSeconds: 30
    }
  ) {
    __typename
    ... on CreateListWithImportPayload { listId runId run { id status counts { imported } } }
    ... on Error { code message }
  }
}`

/** Returns a file with this number of people, each at a company of their own. */
function peopleFile(count: number): File {
  const lines = Array.from({ length: count }, (_, i) => `Person ${i},person${i}@company${i}.example,Company ${i}`)
  return new File([['Name,Email,Company', ...lines, ''].join('\n')], 'people.csv', { type: 'text/csv' })
}

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})

it('urql with its defaults sends queries by GET, uploads a file and imports it', async () => {
  const { token } = await app.createUser({ credits: 10 })
  const methods: unknown[] = []
  const client = new Client({
    url: app.url,
    exchanges: [fetchExchange],
    fetchOptions: { headers: bearer(token) },
    fetch: (url, init) => {
      methods.push(init?.method)
      return fetch(url, init)
    },
  })

  const viewer = await client.query('{ viewer { name credits { available } } }', {})
  expect(viewer.error).toBeUndefined()
  expect(viewer.data).toEqual({ viewer: { name: 'Test User', credits: { available: 10 } } })

  const preview = await client.mutation(previewFile, { file: peopleFile(2) })
  expect(preview.error).toBeUndefined()
  expect(preview.data).toMatchObject({ previewImport: { totalRows: 2 } })

  const { uploadId } = preview.data.previewImport
  const { data } = await client.mutation(importUpload, { uploadId })
  expect(data.createListWithImport.run).toMatchObject({ status: 'COMPLETED', counts: { imported: 2 } })
  expect(methods).toEqual(['GET', 'POST', 'POST'])
})
