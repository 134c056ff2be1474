import { expect, it } from 'vitest'
import { columnNames } from '../../src/uploads/columns.ts'
import { startCpuClock } from '../support/cpu-clock.ts'

it.each([
  [
    ['Name', 'Email'],
    ['Name', 'Email'],
  ],
  [
    [' Name ', '\ufeffEmail'],
    ['Name', 'Email'],
  ],
  [
    ['Name', '', ' '],
    ['Name', 'Column 2', 'Column 3'],
  ],
  [
    ['Email', 'Email', 'Email'],
    ['Email', 'Email (2)', 'Email (3)'],
  ],
  [
    ['Email', 'Email', 'Email (2)'],
    ['Email', 'Email (3)', 'Email (2)'],
  ],
  [
    ['', 'Column 1'],
    ['Column 1 (2)', 'Column 1'],
  ],
  [['Start\n  of work'], ['Start of work']],
  [
    ['__proto__', 'constructor', '__proto__'],
    ['__proto__', 'constructor', '__proto__ (2)'],
  ],
  [
    ['email', 'Email'],
    ['email', 'Email'],
  ],
])('names the columns of %j', (header, names) => {
  expect(columnNames(header)).toEqual(names)
  expect(columnNames(names)).toEqual(names)
})

it('cuts names to 200 characters, numbers included, and no character in half', () => {
  const names = columnNames([`${'a'.repeat(199)}😀`, 'b'.repeat(300), `${'b'.repeat(250)}c`])
  expect(names).toEqual(['a'.repeat(199), 'b'.repeat(200), `${'b'.repeat(196)} (2)`])
  expect(columnNames(names)).toEqual(names)
})

it.each([' ', '\n', ' \n'])('takes no second for a name with 200,000 times %j', (blank) => {
  const cpuSeconds = startCpuClock()
  expect(columnNames([`a${blank.repeat(200_000)}b`])[0]).toMatch(/^a/)
  expect(cpuSeconds()).toBeLessThan(1)
})
