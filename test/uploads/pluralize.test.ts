import { expect, it } from 'vitest'
import { pluralize } from '../../src/uploads/pluralize.ts'

it.each([
  [pluralize(0, 'row'), '0 rows'],
  [pluralize(1, 'row'), '1 row'],
  [pluralize(2_000, 'row'), '2,000 rows'],
  [pluralize(1, 'person', 'people'), '1 person'],
  [pluralize(2, 'person', 'people'), '2 people'],
])('counts %j', (text, expected) => {
  expect(text).toBe(expected)
})
