import { readdirSync, readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { openApi } from '../../../src/server/rest/openapi.ts'
import { waitAsPreferred } from '../../../src/server/rest/wait.ts'

describe('OpenAPI', () => {
  it('passes the recommended rules of Redocly', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    expect(await lintFromString({ source: JSON.stringify(openApi), config })).toEqual([])
  })

  it('describes each path with its methods', () => {
    const described = Object.entries(openApi.paths).map(([path, methods]) => [path, Object.keys(methods)])
    expect(Object.fromEntries(described)).toEqual({
      '/api/lists/import-sales-nav': ['post'],
      '/api/lists/create-with-import': ['post', 'put'],
      '/api/lists/{id}/import': ['put'],
      '/api/lists/{id}': ['get'],
      '/api/lists/{id}/rows': ['get'],
      '/api/runs/{id}': ['get'],
      '/api/linkedin/sales-nav-access': ['get'],
    })
  })
})

describe('docs/operations', () => {
  const schema = buildSchema(readFileSync('schema.graphql', 'utf8'))
  it.each(readdirSync('docs/operations'))('%s fits the schema', (name) => {
    expect(validate(schema, parse(readFileSync(`docs/operations/${name}`, 'utf8')))).toEqual([])
  })
})

describe('Prefer', () => {
  it.each([
    [undefined, 50, null],
    ['return=minimal', 50, null],
    ['wait=abc', 50, null],
    ['await=5', 50, null],
    ['foo="x, wait=3"', 50, null],
    ['respond-async', 0, 'respond-async'],
    ['wait=0', 0, 'wait=0'],
    ['respond-async, wait=20', 20, 'wait=20'],
    ['wait=999', 110, 'wait=110'],
  ])('%s waits %i seconds', (header, seconds, applied) => {
    expect(waitAsPreferred(header)).toEqual({ seconds, applied })
  })
})
