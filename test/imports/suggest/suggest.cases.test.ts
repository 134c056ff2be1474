import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { suggest } from '../../../src/imports/suggest/suggest.ts'
import { read } from '../../support/csv-files.ts'

const folder = process.env['CASES_DIR'] ?? ''
const isThere = folder !== '' && existsSync(folder)

describe.skipIf(!isThere)('files of bug reports (skipped unless CASES_DIR names their folder)', () => {
  it.each<[name: string, mapping: Record<string, string>]>([
    ['buyer-instead-of-attendee', { fullName: 'attendee fullname', email: 'attendee email', phone: 'attendee phone' }],
    [
      'contact-1-with-the-address-of-contact-2',
      { fullName: 'Contact 1 Name', email: 'Contact 1 Email', companyName: 'Company' },
    ],
    [
      'finnish-people-are-companies',
      { firstName: 'Etunimi', lastName: 'Sukunimi', companyName: 'Yritys', title: 'Tehtävä', email: 'Sähköposti' },
    ],
    ['mostly-not-found', { email: 'Email', linkedinUrl: 'LinkedIn URL', phone: 'Phone', companyDomain: 'Website' }],
    [
      'name-of-another-beside-first-and-last',
      { firstName: 'First Name', lastName: 'Last Name', companyName: 'Company' },
    ],
    [
      'russian-headers',
      { firstName: 'Имя', lastName: 'Фамилия', companyName: 'Компания', title: 'Должность', city: 'Город' },
    ],
  ])('suggests the mapping of %s', (name, mapping) => {
    const { columns, rows } = read(readFileSync(join(folder, `${name}.csv`)))
    const { dataType, personMapping } = suggest(columns, rows)
    expect(dataType).toBe('PEOPLE')
    expect(personMapping).toMatchObject(mapping)
    if (!('fullName' in mapping)) expect(personMapping.fullName).toBeNull()
  })
})
