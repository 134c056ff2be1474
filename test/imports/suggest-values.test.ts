import { expect, it } from 'vitest'
import { companyFits, describeValues, type Values } from '../../src/imports/suggest-values.ts'

it.each<[what: string, value: string, ask: (values: Values) => unknown]>([
  ['a range of blanks', `1${' '.repeat(498)}`, companyFits.employeeRange],
  ['a range with blanks behind', `1-${' '.repeat(490)}x1`, companyFits.employeeRange],
  ['a number', `${'1'.repeat(499)}x`, companyFits.employeeCount],
  ['an address', `a@${'.'.repeat(497)}@`, (values) => values.share('email')],
])('looks at 100,000 values that are nearly %s in less than three seconds', (_what, value, ask) => {
  const values = describeValues(Array.from({ length: 100_000 }, () => `${value}|`))
  const start = performance.now()
  expect(ask(values)).toSatisfy((answer) => answer === false || answer === 0)
  expect(performance.now() - start).toBeLessThan(3_000)
})
