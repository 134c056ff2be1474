import { parse, validate } from 'graphql'
import { expect, it } from 'vitest'
import { schema } from '../../src/graphql/schema.ts'
import { starters } from '../../src/server/starters.ts'

it.each(starters)('GraphiQL starts with an operation that the schema knows: $query', ({ query }) => {
  expect(validate(schema, parse(query))).toEqual([])
})
