import { readdirSync, readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { openApi } from '../../../src/server/rest/openapi.ts'
import { secondsToWait } from '../../../src/server/rest/wait.ts'

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
    [undefined, 50],
    ['respond-async', 50],
    ['wait=0', 0],
    ['respond-async, wait=20', 20],
    ['wait=999', 110],
    ['await=5', 50],
  ])('%s waits %i seconds', (header, seconds) => {
    expect(secondsToWait(header)).toBe(seconds)
  })
})
