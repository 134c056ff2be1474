import { expect, it } from 'vitest'
import { columnNames } from '../../src/uploads/columns.ts'

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
