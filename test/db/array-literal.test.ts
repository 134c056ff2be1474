import { expect, it } from 'vitest'
import { arrayLiteral } from '../../src/db/array-literal.ts'

it('an array literal escapes quotes and backslashes, and nothing else', () => {
  expect(arrayLiteral([])).toBe('{}')
  expect(arrayLiteral(['a,b', '{c}', 'd\ne', ''])).toBe('{"a,b","{c}","d\ne",""}')
  expect(arrayLiteral(['plain', 'a"b', 'c\\d'])).toBe('{"plain","a\\"b","c\\\\d"}')
})
