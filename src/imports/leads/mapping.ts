import { companyIds, rowIds } from '../../db/ids.ts'
import { domainKey } from '../../identity/domain.ts'
import type { SourceRecord } from '../../uploads/csv/record.ts'
import { type Custom, otherEmails, otherPhones, withFurther } from './custom.ts'
import {
  type CompanyField,
  type CompanyMapping,
  companyFields,
  type Mapping,
  type PersonField,
  type PersonMapping,
  personFields,
} from './fields.ts'
import {
  type CompanyFields,
  type CompanyKeys,
  companyKeys,
  identifiesCompany,
  identifiesPerson,
  type PersonFields,
  type PersonKeys,
  personKeys,
} from './identity.ts'
import { furtherAddresses, furtherNumbers, nameBeforeAddress, tidierOf, tidyCell } from './tidy.ts'

/** Why a source row can't become a lead. */
interface Problem {
  code: 'BROKEN_QUOTES' | 'SURPLUS_CELLS' | 'NOTHING_IDENTIFIES'
  reason: string
}

export interface Person {
  fields: PersonFields
  keys: PersonKeys
  custom: Custom
}

export interface Company {
  fields: CompanyFields
  keys: CompanyKeys
  custom: Custom
}

/** A source row as a lead: the person and company that it names, or why it can't be imported. */
export interface Lead {
  rowNumber: number
  cells: string[]
  /** The stored row that the source row names by its id. */
  namedId?: number
  problem: Problem | null
  person: Person | null
  company: Company | null
  /** The number of a row that is moved and keeps it. */
  keptId?: number
}

/** A run's mappings, resolved against the columns of its file. */
export interface ColumnPlan {
  width: number
  /** Reads the id of a stored row; absent if no column has it. */
  rowIdOf?: (cells: string[]) => number | undefined
  /** Position of what precedes the person's last name. */
  prefixAt: number | undefined
  /** Position of the person's e-mail addresses. */
  emailAt: number | undefined
  /** Position of the phone numbers of the person, or of the company in a file of companies. */
  phoneAt: number | undefined
  person: FieldPlan<PersonField> | null
  company: FieldPlan<CompanyField> | null
  /** Columns of the company that fill no field of the person. */
  facts: CustomPlan
}

type CustomPlan = { name: string; at: number; tidy: (cell: string) => string }[]

interface FieldPlan<Field extends string> {
  fields: { field: Field; at: number; tidy: (cell: string) => string }[]
  custom: CustomPlan
}

/** Resolves mappings to column positions, once per file. Columns that the file doesn't have are ignored. */
export function planColumns(
  columns: string[],
  dataType: 'PEOPLE' | 'COMPANIES',
  mappings: { person: PersonMapping | null; company: CompanyMapping | null },
): ColumnPlan {
  const position = new Map(columns.map((column, at) => [column, at]))
  const plan = <Field extends PersonField | CompanyField>(
    mapping: Mapping<Field>,
    names: readonly Field[],
  ): FieldPlan<Field> => ({
    fields: names.flatMap((field) => {
      const at = position.get(mapping[field] ?? '')
      return at === undefined ? [] : [{ field, at, tidy: tidierOf(field) }]
    }),
    custom: (mapping.custom ?? []).flatMap(({ column, name }) => {
      const at = position.get(column)
      return at === undefined ? [] : [{ name, at, tidy: tidyCell }]
    }),
  })
  const person = dataType === 'PEOPLE' ? plan(mappings.person ?? {}, personFields) : null
  const company = mappings.company === null ? null : plan(mappings.company, companyFields)
  const ofPerson = new Set([...(person?.fields ?? []), ...(person?.custom ?? [])].map(({ at }) => at))
  const facts = company?.fields.map(({ at, tidy }) => ({ name: columns[at] ?? '', at, tidy })) ?? []
  const rowIdAt = position.get((dataType === 'PEOPLE' ? mappings.person : mappings.company)?.rowId ?? '')
  const ids = dataType === 'PEOPLE' ? rowIds : companyIds
  return {
    width: columns.length,
    ...(rowIdAt === undefined ? {} : { rowIdOf: (cells) => numberOf(ids.decode(tidyCell(cells[rowIdAt] ?? ''))) }),
    prefixAt: position.get(mappings.person?.lastNamePrefix ?? ''),
    emailAt: position.get(mappings.person?.email ?? ''),
    phoneAt: position.get((dataType === 'PEOPLE' ? mappings.person : mappings.company)?.phone ?? ''),
    person,
    company,
    facts: [...facts, ...(company?.custom ?? [])].filter(({ at }) => !ofPerson.has(at)),
  }
}

/** Reads a record as a lead. A person's company fields and the company mapping complete each other; in the company, the mapping takes precedence. */
export function readLead(record: SourceRecord, rowNumber: number, plan: ColumnPlan): Lead {
  const { cells } = record
  const lead: Lead = { rowNumber, cells, problem: null, person: null, company: null }
  if (record.broken) {
    lead.problem = {
      code: 'BROKEN_QUOTES',
      reason: 'A quotation mark is not closed properly. Quote the whole cell and double the quotation marks inside it.',
    }
    return lead
  }
  if (cells.length > plan.width) {
    lead.problem = {
      code: 'SURPLUS_CELLS',
      reason: `The row has ${cells.length} cells, but the header has ${plan.width}. Quote cells that contain the delimiter.`,
    }
    return lead
  }
  const namedId = plan.rowIdOf?.(cells)
  if (namedId !== undefined) lead.namedId = namedId
  const company = plan.company === null ? {} : readFields(cells, plan.company.fields)
  const numbers = furtherNumbers(cells[plan.phoneAt ?? -1] ?? '')
  if (plan.person === null) {
    const read = readCompany(
      withDomain(company),
      withOthers(customOf(cells, plan.company?.custom), otherPhones, numbers),
    )
    const isIdentified = identifiesCompany(read.keys)
    if (!isIdentified) lead.problem = unidentified('a name, a domain or a LinkedIn URL')
    // With an id it may be a company of the list.
    if (isIdentified || namedId !== undefined) lead.company = read
    return lead
  }
  const addresses = furtherAddresses(cells[plan.emailAt ?? -1] ?? '')
  const ofColumns = customOf(cells, plan.person.custom)
  const custom = withOthers(withOthers(ofColumns, otherEmails, addresses), otherPhones, numbers)
  const keys = takePerson(lead, readPersonFields(cells, plan.person.fields, plan), company, custom)
  if (plan.company !== null) lead.company = companyOf(withDomain(company), customOf(cells, plan.company.custom))
  else takeEmployer(lead, company, keys)
  if (lead.company === null && lead.person !== null) lead.person.custom = withFacts(custom, cells, plan.facts)
  return lead
}

/** Returns a lead for a person whose fields are known already, with the company that they name. */
export function readPerson(given: PersonFields, row: Pick<Lead, 'rowNumber' | 'cells'>): Lead {
  const lead: Lead = { ...row, problem: null, person: null, company: null }
  const person: PersonFields = given.memberId === undefined ? {} : { memberId: given.memberId }
  for (const field of personFields) {
    const value = tidierOf(field)(given[field] ?? '')
    if (value !== '') person[field] = value
  }
  const company: CompanyFields = {}
  takeEmployer(
    lead,
    company,
    takePerson(lead, person, company, withOthers(null, otherEmails, furtherAddresses(given.email ?? ''))),
  )
  return lead
}

/** Keeps facts about a company that nothing identifies as custom fields of the person. */
function withFacts(custom: Custom, cells: string[], facts: CustomPlan): Custom {
  const values = customOf(cells, facts)
  return values === null ? custom : new Map([...values, ...(custom ?? [])])
}

/** Keeps the values of a cell after the first in a custom field. */
function withOthers(custom: Custom, name: string, others: string | null): Custom {
  return others === null ? custom : withFurther(custom, name, others)
}

function takePerson(lead: Lead, person: PersonFields, company: CompanyFields, custom: Custom): CompanyKeys {
  shareCompany(person, company)
  const keys = personKeys(person)
  const { domainKey: domain } = keys.company
  if (domain !== undefined) person.companyDomain = domain
  lead.person = { fields: person, keys, custom }
  if (!identifiesPerson(keys)) lead.problem = unidentified('a name, an e-mail address or a LinkedIn URL')
  return keys.company
}

/** Sets the company that the person's own fields name. */
function takeEmployer(lead: Lead, company: CompanyFields, keys: CompanyKeys): void {
  if (!identifiesCompany(keys)) return
  tidyDomain(company, keys.domainKey)
  lead.company = { fields: company, keys, custom: null }
}

function unidentified(needed: string): Problem {
  return { code: 'NOTHING_IDENTIFIES', reason: `The row does not identify a lead: it needs ${needed}.` }
}

/** Completes the company of a person and of the company mapping from each other. */
function shareCompany(person: PersonFields, company: CompanyFields): void {
  const name = company.name ?? person.companyName
  const domain = company.domain ?? person.companyDomain
  const identifying = [company.domain, person.companyDomain, company.website].find(
    (text) => domainKey(text ?? '', name) !== null,
  )
  const linkedinUrl = company.linkedinUrl ?? person.companyLinkedinUrl
  if (name !== undefined) {
    company.name = name
    person.companyName ??= name
  }
  if (domain !== undefined) {
    company.domain = domain
    person.companyDomain ??= domain
  }
  // A shared host such as gmail.com gives way to a domain that identifies a company.
  if (identifying !== undefined && domainKey(person.companyDomain ?? '', name) === null)
    person.companyDomain = identifying
  if (linkedinUrl !== undefined) {
    company.linkedinUrl = linkedinUrl
    person.companyLinkedinUrl ??= linkedinUrl
  }
}

function numberOf(id: bigint | null): number | undefined {
  return id === null ? undefined : Number(id)
}

/** Returns the company that fields name, after tidying its domain, numbers and technologies; null if they identify none. */
export function companyOf(fields: CompanyFields, columns: Custom): Company | null {
  const company = readCompany(fields, columns)
  return identifiesCompany(company.keys) ? company : null
}

function readCompany(fields: CompanyFields, columns: Custom): Company {
  tidyDomain(fields, domainKey(fields.domain ?? '', fields.name) ?? undefined)
  tidyTechnologies(fields)
  const custom = tidyNumbers(fields, columns)
  return { fields, keys: companyKeys(fields), custom }
}

/** Adds the domain of the company's own website where none is given. */
function withDomain(fields: CompanyFields): CompanyFields {
  const domain = fields.domain ?? domainKey(fields.website ?? '', fields.name)
  if (domain !== null) fields.domain = domain
  return fields
}

/** Reduces `domain` to the bare domain; a URL in its place, which is common, also becomes the website. */
function tidyDomain(fields: CompanyFields, bare: string | undefined): void {
  if (fields.domain?.includes('/')) fields.website ??= fields.domain
  if (fields.domain !== undefined && bare !== undefined) fields.domain = bare
}

/** Reduces a list of technologies to its names, separated by commas. */
function tidyTechnologies(fields: CompanyFields): void {
  if (fields.technologies === undefined) return
  const names = fields.technologies.split(/[,;|]/).map((name) => name.trim())
  const text = names.filter((name) => name !== '').join(', ')
  if (text === '') delete fields.technologies
  else fields.technologies = text
}

/** Keeps only whole numbers in the numeric fields. Any other employee count becomes the range, any other founding year a custom field. */
function tidyNumbers(fields: CompanyFields, custom: Custom): Custom {
  const { employeeCount, founded } = fields
  if (employeeCount !== undefined) {
    const count = wholeNumber(employeeCount)
    if (count !== null) fields.employeeCount = count
    else {
      delete fields.employeeCount
      fields.employeeRange ??= employeeCount
    }
  }
  if (fields.employeeRange !== undefined) fields.employeeRange = rangeOf(fields.employeeRange)
  if (founded === undefined) return custom
  const year = /(?<!\d)[12]\d{3}(?!\d)/.exec(founded)?.[0]
  if (year !== undefined) {
    fields.founded = year
    return custom
  }
  delete fields.founded
  return new Map([['founded', founded], ...(custom ?? [])])
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Returns "2-10" and "11-50" for "2-Oct" and "Nov-50", as spreadsheets misread them; other texts unchanged. */
function rangeOf(text: string): string {
  const [, before, name = '', after] = /^(?:(\d{1,2})-)?([a-z]{3})(?:-(\d{1,2}))?$/i.exec(text) ?? []
  const month = months.indexOf(name.toLowerCase()) + 1
  const number = Number(before ?? after)
  if (month === 0 || Number.isNaN(number) || (before !== undefined && after !== undefined)) return text
  return `${Math.min(month, number)}-${Math.max(month, number)}`
}

/** Returns "1234" for "1,234", "1.234", "1 234" and "1234.0"; null for anything else. */
function wholeNumber(text: string): string | null {
  const digits = text.replace(/[.,]0$/, '').replace(/(?<=\d)[.,'\s](?=\d{3}(?!\d))/g, '')
  return /^\d{1,9}$/.test(digits) ? digits : null
}

function readPersonFields(
  cells: string[],
  plan: FieldPlan<PersonField>['fields'],
  { prefixAt, emailAt }: ColumnPlan,
): PersonFields {
  const person: PersonFields = readFields(cells, plan)
  const { firstName, lastName, fullName } = person
  if (firstName === undefined && lastName === undefined && fullName === undefined) {
    const name = nameBeforeAddress(cells[emailAt ?? -1] ?? '')
    if (name !== '') person.fullName = name
  }
  if (prefixAt === undefined || person.lastName === undefined) return person
  const prefix = tidierOf('lastName')(cells[prefixAt] ?? '')
  if (prefix !== '') person.lastName = withPrefix(prefix, person.lastName)
  return person
}

/** "d'" joins the name without a space; a name that has the prefix already stays as it is. */
function withPrefix(prefix: string, lastName: string): string {
  const start = /['’]$/.test(prefix) ? prefix : `${prefix} `
  return lastName.toLowerCase().startsWith(start.toLowerCase()) ? lastName : start + lastName
}

function readFields<Field extends string>(
  cells: string[],
  plan: FieldPlan<Field>['fields'],
): { [F in Field]?: string } {
  const fields: { [F in Field]?: string } = {}
  for (const { field, at, tidy } of plan) {
    const value = tidy(cells[at] ?? '')
    if (value) fields[field] = value
  }
  return fields
}

function customOf(cells: string[], plan: CustomPlan = []): Custom {
  if (plan.length === 0) return null
  const custom = new Map<string, string>()
  for (const { name, at, tidy } of plan) {
    const value = tidy(cells[at] ?? '')
    if (value) custom.set(name, value)
  }
  return custom.size === 0 ? null : custom
}
