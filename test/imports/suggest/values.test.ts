import { describe, expect, it } from 'vitest'
import { companyFits, companyProofs, personFits, personProofs } from '../../../src/imports/suggest/fits.ts'
import { describeValues, type Values } from '../../../src/imports/suggest/values.ts'

type Test = ((values: Values) => boolean) | undefined

describe('values under a column name without meaning', () => {
  it.each<[what: string, proof: Test, yes: string[], no: string[]]>([
    ['names of people', personProofs.fullName, ['Anna Berg', 'Tom Hill'], ['Anna Berg GmbH', 'Hill Ltd']],
    ['given names', personProofs.firstName, ['Anna', 'Tom'], ['Berlin', 'Sales']],
    ['job titles', personProofs.title, ['Head of Sales', 'Geschäftsführer'], ['Northwind', 'Acme']],
    ['companies by legal form', companyProofs.name, ['Northwind AB', 'Müller & Söhne OHG'], ['Anna Berg', 'Tom Hill']],
    ['countries', companyProofs.country, ['Germany', 'España', 'USA'], ['Berlin', 'Anna', 'CEO']],
    ['cities', companyProofs.city, ['Berlin', 'São Paulo'], ['Germany', 'Anna']],
    ['places', personProofs.location, ['Berlin, Germany', 'Lyon, France'], ['Berg, Anna', 'Hill, Tom']],
    ['ranges of employees', companyProofs.employeeRange, ['11-50', '10,001+', '1 to 5'], ['2024-05-01', '12']],
    ['years', companyProofs.founded, ['1998', '2011'], ['98', '20110']],
  ])('recognizes %s by their values alone', (_what, proof, yes, no) => {
    expect(proof?.(describeValues(yes))).toBe(true)
    expect(proof?.(describeValues(no))).toBe(false)
  })
})

describe('values that do not fit', () => {
  it.each<[what: string, fits: Test, values: string[]]>([
    [
      'pages of one directory are not websites',
      companyFits.website,
      ['https://dir.example/a', 'https://dir.example/b'],
    ],
    ['profiles are not websites', companyFits.website, ['https://linkedin.com/in/ada']],
    ['salutations are not job titles', personFits.title, ['Mr.', 'Frau']],
    ['a street is not a location', personFits.location, ['12 Dock Road']],
    ['a range is not a count', companyFits.employeeCount, ['51-200']],
    ['a count is not a range', companyFits.employeeRange, ['240']],
    ['companies are not people', personFits.fullName, ['Northwind AB', 'Acme Ltd']],
  ])('%s', (_what, fits, values) => {
    expect(fits?.(describeValues(values))).toBe(false)
  })

  it('pages of different sites, or one site for all, are websites', () => {
    expect(companyFits.website(describeValues(['https://a.example/en', 'https://b.example/en']))).toBe(true)
    expect(companyFits.website(describeValues(['https://a.example/en', 'https://a.example/en']))).toBe(true)
  })
})
