import { expect, it } from 'vitest'
import { compareRatios } from '../../bench/ratios.ts'

it('warns of a ratio that is more than a quarter worse than the stored one', () => {
  const lines = compareRatios({ import: 4.9, reads: 0.95, xlsx: 3 }, { import: 4, reads: 0.75, xlsx: 4 }).split('\n')
  expect(lines[0]).toBe('import: 4.9 (committed: 4)')
  expect(lines[1]).toMatch(/^WARNING: reads: 0.95, more than 1.25 times the committed 0.75/)
  expect(lines[2]).toBe('xlsx: 3 (committed: 4)')
})

it('names what was not measured', () => {
  expect(compareRatios({ import: null }, { import: 4, reads: 0.75, xlsx: null })).toBe(
    'import: not measured\nreads: not measured\nxlsx: not measured\n',
  )
})
