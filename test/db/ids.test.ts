import { describe, expect, it } from 'vitest'
import { companyIds, creditEntryIds, rowIds, userIds } from '../../src/db/ids.ts'

const types = { row: rowIds, co: companyIds, ce: creditEntryIds, usr: userIds }
const maxNumber = 9_223_372_036_854_775_807n

describe.each(Object.entries(types))('ids with the prefix %s', (prefix, ids) => {
  it.each([1, 42n, maxNumber])('%s is encoded and decoded', (number) => {
    const id = ids.encode(number)
    expect(id).toBe(`${prefix}_${number}`)
    expect(ids.decode(id)).toBe(BigInt(number))
  })

  it.each(['', '7x', '_7', ' 7', '007', '0', '-7', '7.0', '7e3', '7 ', '7\n', '٧', '\0', `${maxNumber + 1n}`])(
    '%j is no number of an id',
    (number) => {
      expect(ids.decode(`${prefix}_${number}`)).toBeNull()
    },
  )

  it('an id of another type, or without a prefix, is not decoded', () => {
    const others = Object.values(types).filter((other) => other !== ids)
    for (const id of [
      ...others.map((other) => other.encode(7)),
      '7',
      `${prefix}7`,
      `${prefix.toUpperCase()}_7`,
      `x${prefix}_7`,
    ]) {
      expect(ids.decode(id)).toBeNull()
    }
  })
})
