import { expect, it } from 'vitest'
import { knownCode } from '../../src/graphql/known-code.ts'

it.each([
  ['SAME_EMAIL', 'SAME_EMAIL'],
  ['OF_ANOTHER_VERSION', 'OTHER'],
  ['toString', 'OTHER'],
])('the stored code %s is read as %s', (code, read) => {
  expect(knownCode({ SAME_EMAIL: true, OTHER: true }, code)).toBe(read)
})
