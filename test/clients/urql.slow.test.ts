import { Client, fetchExchange } from '@urql/core'
import { beforeAll, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer } from '../support/graphql.ts'
import { importUpload, peopleFile, previewFile } from './operations.ts'

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
