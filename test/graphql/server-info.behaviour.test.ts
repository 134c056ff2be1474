import { expect, it } from 'vitest'
import { startTestApp } from '../support/app.ts'
import { graphql } from '../support/graphql.ts'

it('lists the simulated providers of the server', async () => {
  const sandboxesOf = async (options: Parameters<typeof startTestApp>[0]) => {
    const app = await startTestApp({ role: 'api', ...options })
    const { token } = await app.createUser()
    return await graphql(app.url, token)('{ serverInfo { sandboxes } }')
  }
  const provider = { url: 'http://127.0.0.1:1', apiKey: 'key' }
  expect(await sandboxesOf({})).toEqual({ serverInfo: { sandboxes: ['SALES_NAVIGATOR', 'COMPANY_DATA'] } })
  expect(await sandboxesOf({ unipile: provider })).toEqual({ serverInfo: { sandboxes: ['COMPANY_DATA'] } })
  expect(await sandboxesOf({ unipile: provider, brightData: provider })).toEqual({ serverInfo: { sandboxes: [] } })
})
