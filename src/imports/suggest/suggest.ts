import { companyIds, type NumberedIds, rowIds } from '../../db/ids.ts'
import {
  type CompanyMapping,
  type CustomColumn,
  identifyingCompanyFields,
  type PersonMapping,
} from '../leads/fields.ts'
import { tidyCell } from '../leads/tidy.ts'
import type { Column } from './column.ts'
import { mapCompany, mapPerson } from './fields.ts'
import { foldHeader } from './fold.ts'
import { parseHeader, withoutSharedParts, wordsOf } from './header.ts'
import { matchHeader } from './match.ts'
import { separateParties } from './parties.ts'
import { nameContacts } from './roles.ts'
import { nameRows } from './row-names.ts'
import { withoutSubjects } from './subjects.ts'
import { type Choice, chooseType } from './type.ts'
import { describeValues } from './values.ts'

/** The suggested data type and mappings of a file. */
export interface Suggestion extends Choice {
  personMapping: PersonMapping
  companyMapping: CompanyMapping
  /** Limitations of the suggested mapping, and what happens instead. */
  warnings: string[]
}

/** Suggests a data type and both mappings from the columns' names and values. */
export function suggest(columns: string[], sampleRows: string[][]): Suggestion {
  const own = withoutOutcome(columns)
  const headers = withoutSharedParts(own).map(parseHeader)
  const described = headers.map((header, index): Column => {
    const name = own[index] ?? ''
    const values = describeValues(cells(sampleRows, index))
    const isOfOthers = namesKinds(name, cells(sampleRows, index))
    return { name, index, header, matches: matchHeader(header), values, isOfOthers }
  })
  const contacts = nameContacts(withoutSubjects(described))
  return suggestFor(nameRows(separateParties(contacts, sampleRows)), sampleRows)
}

function suggestFor(columns: Column[], rows: string[][]): Suggestion {
  const personIds = idColumn(columns, rows, rowIds)
  const idsOfCompanies = idColumn(columns, rows, companyIds)
  const described = columns.filter((column) => column !== personIds && column !== idsOfCompanies)
  const person = { ...mapPerson(described), ...rowIdIn(personIds) }
  const asLeads = { ...mapCompany(described, 'COMPANIES'), ...rowIdIn(idsOfCompanies) }
  const choice = chooseType(described, person, asLeads, rows)
  const isPeople = choice.dataType === 'PEOPLE'
  const company = isPeople ? mapCompany(described, 'PEOPLE') : asLeads
  // An import gets both mappings together, and attributes of the person are not custom fields of the company.
  const ofPeople = isPeople ? customColumns(described, person, company) : customColumns(described, person)
  const ofCompanies = isPeople ? [] : customColumns(described, company)
  return {
    ...choice,
    personMapping: { ...person, custom: ofPeople },
    companyMapping: { ...company, custom: ofCompanies },
    warnings: isPeople ? warnings(described, person, company) : [],
  }
}

/** Returns whether the values are words of their column's name: a "Person/Vendor" column says what each row is. */
function namesKinds(name: string, values: Iterable<string>): boolean {
  const kinds = new Set(wordsOf(name))
  if (kinds.size < 2) return false
  const given = [...values].flatMap((value) => (value === '' ? [] : [foldHeader(value)]))
  return given.length > 0 && given.every((value) => kinds.has(value))
}

/** Returns the column `id` of an export, which has ids of rows. */
function idColumn(columns: Column[], rows: string[][], ids: NumberedIds): Column | undefined {
  return columns.find(({ name, index }) => {
    if (name.trim().toLowerCase() !== 'id') return false
    const given = [...cells(rows, index)].filter((cell) => cell !== '')
    return given.length > 0 && given.every((cell) => ids.decode(cell) !== null)
  })
}

function rowIdIn(column: Column | undefined): { rowId?: string } {
  return column === undefined ? {} : { rowId: column.name }
}

/** Warns of facts about a company that no column identifies. */
function warnings(columns: Column[], person: PersonMapping, company: CompanyMapping): string[] {
  const identifying = [
    ...identifyingCompanyFields.map((field) => company[field]),
    person.companyName,
    person.companyDomain,
  ]
  if ([...identifying, person.companyLinkedinUrl].some(Boolean)) return []
  const taken = new Set<unknown>(Object.values(person))
  const facts = new Set<unknown>(Object.values(company).filter((name) => !taken.has(name)))
  const names = columns.filter(({ name }) => facts.has(name)).map(({ name }) => `“${name}”`)
  if (names.length === 0) return []
  const listed = new Intl.ListFormat('en').format(names)
  return [
    `No column identifies the company that ${listed} ${names.length === 1 ? 'describes' : 'describe'}. ${names.length === 1 ? 'Its' : 'Their'} values are kept with each person as custom fields. Map a column to the company’s name, domain or LinkedIn URL to create companies.`,
  ]
}

/** Omits the `verdict` and `reason` columns of an outcomes CSV, which a user may have corrected and imported, even more than once. */
function withoutOutcome(columns: string[]): string[] {
  let end = columns.length
  while (isCalled('verdict', columns[end - 2]) && isCalled('reason', columns[end - 1])) end -= 2
  return columns.slice(0, end)
}

function isCalled(name: string, column: string | undefined): boolean {
  return column?.replace(/ \(\d+\)$/, '') === name
}

function* cells(rows: string[][], index: number): Iterable<string> {
  for (const row of rows) yield tidyCell(row[index] ?? '')
}

function customColumns(columns: Column[], ...mappings: (PersonMapping | CompanyMapping)[]): CustomColumn[] {
  const taken = new Set<unknown>(mappings.flatMap((mapping) => Object.values(mapping)))
  return columns.filter(({ name }) => !taken.has(name)).map(({ name }) => ({ column: name, name }))
}
