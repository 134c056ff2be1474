import { readFileSync } from 'node:fs'
import { CriticalityLevel, diff } from '@graphql-inspector/core'
import { buildSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import { earlyRemovals, unclearDeprecations } from './deprecations.ts'

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

/** Returns descriptions of the breaking changes from one schema to the next. */
async function breaches(before: string, after: string): Promise<string[]> {
  const changes = await diff(buildSchema(before), buildSchema(after))
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ message }) => message)
}

/** Returns whether a version may break the released API: with a greater major number or, while that is 0, a greater minor number. */
function mayBreak(released: string, version: string): boolean {
  const [[major = 0, minor = 0] = [], [majorNow = 0, minorNow = 0] = []] = [released, version].map((text) =>
    text.split('.').map(Number),
  )
  return majorNow > major || (major === 0 && majorNow === 0 && minorNow > minor)
}

it('the schema has no breaking changes since the last release, unless the version allows them (`npm run release:schema` is for a release)', async () => {
  const released = read('released.graphql')
  const before = /^# (\d+\.\d+\.\d+)\n/.exec(released)?.[1]
  const { version } = JSON.parse(read('../../package.json'))
  if (before === undefined) throw new Error('released.graphql begins with its version.')
  const broken = await breaches(released, read('../../schema.graphql'))
  expect(mayBreak(before, version) ? [] : broken).toEqual([])
})

it('from version 1.0 on, the schema removes only what has been deprecated for three months', () => {
  const released = read('released.graphql')
  const removed = earlyRemovals(buildSchema(released), buildSchema(read('../../schema.graphql')), today())
  expect(released.startsWith('# 0.') ? [] : removed).toEqual([])
})

it('every deprecation says what to use instead and since when', () => {
  expect(unclearDeprecations(buildSchema(read('../../schema.graphql')))).toEqual([])
})

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

describe('a deprecation', () => {
  const schemaOf = (fields: string) => buildSchema(`type Query { id: ID ${fields} }`)
  const deprecated = (reason: string) => schemaOf(`old(x: Int): Int @deprecated(reason: "${reason}")`)
  const released = deprecated('Use `new`. Deprecated since 2026-11-30.')

  it('must be three months old when the element is removed', () => {
    expect(earlyRemovals(released, schemaOf(''), '2027-02-28')).toEqual(['Query.old'])
    expect(earlyRemovals(released, schemaOf(''), '2027-03-02')).toEqual([])
    expect(earlyRemovals(released, released, '2026-12-01')).toEqual([])
    expect(earlyRemovals(schemaOf('old: Int'), schemaOf(''), '2030-01-01')).toEqual(['Query.old'])
  })

  it.each([
    ['Use `new`. Deprecated since 2026-11-30.', []],
    ['No longer supported', ['Query.old']],
    ['Use `new`.', ['Query.old']],
    ['Deprecated since 2026-11-30.', ['Query.old']],
  ])('must say what to use and since when: %s', (reason, unclear) => {
    expect(unclearDeprecations(deprecated(reason))).toEqual(unclear)
  })
})

describe('a change of the API', () => {
  const api = `
    type Query { list(id: ID!): List }
    type List { id: ID! name: String! note: String status: Status! }
    enum Status { IDLE BUSY }
    input ListInput { name: String! note: String }
    type Mutation { makeList(input: ListInput!): List! }
  `

  it.each([
    { title: 'a removed field', from: 'note: String status', to: 'status' },
    {
      title: 'a field that becomes nullable',
      from: 'name: String! note: String status',
      to: 'name: String note: String status',
    },
    { title: 'a field with a different type', from: 'note: String status', to: 'note: Int status' },
    { title: 'a removed enum value', from: 'IDLE BUSY', to: 'IDLE' },
    { title: 'a new required argument', from: 'list(id: ID!)', to: 'list(id: ID!, deep: Boolean!)' },
    { title: 'an input field that becomes required', from: 'note: String }', to: 'note: String! }' },
  ])('is a breaking change: $title', async ({ from, to }) => {
    expect(api).toContain(from)
    expect(await breaches(api, api.replace(from, to))).toHaveLength(1)
  })

  it.each([
    { title: 'a new field', from: 'note: String status', to: 'note: String color: String status' },
    { title: 'a new enum value', from: 'IDLE BUSY', to: 'IDLE BUSY DONE' },
    { title: 'a new optional argument', from: 'list(id: ID!)', to: 'list(id: ID!, deep: Boolean)' },
    { title: 'a field that becomes non-null', from: 'note: String status', to: 'note: String! status' },
  ])('is not a breaking change: $title', async ({ from, to }) => {
    expect(api).toContain(from)
    expect(await breaches(api, api.replace(from, to))).toEqual([])
  })

  it.each([
    { released: '0.1.0', version: '0.1.0', may: false },
    { released: '0.1.0', version: '0.1.9', may: false },
    { released: '0.1.9', version: '0.2.0', may: true },
    { released: '0.9.0', version: '1.0.0', may: true },
    { released: '1.0.0', version: '1.9.0', may: false },
    { released: '1.9.0', version: '2.0.0', may: true },
    { released: '1.2.0', version: '0.9.0', may: false },
  ])('from $released to $version may break something: $may', ({ released, version, may }) => {
    expect(mayBreak(released, version)).toBe(may)
  })
})
