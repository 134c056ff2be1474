import { companyFields, personFields } from '../imports/leads/fields.ts'

/** A column of an export: its name in the file, and where its values are in a row. */
export interface Column {
  header: string
  /** A field of the row, or `custom` with the name of a custom field. */
  field: string
  custom?: string
}

/** Fields that are exported only if they are named. */
const extraFields = {
  PEOPLE: ['source', 'addedAt'],
  COMPANIES: ['headquarters', 'logoUrl', 'specialties', 'linkedinFollowers', 'source', 'addedAt', 'enrichedAt'],
} as const

const fieldsOf = { PEOPLE: personFields, COMPANIES: companyFields } as const
const customPrefix = 'custom.'

/** Returns the first of the named columns that no export has; null if all exist. A custom field is named `custom.<name>`. */
export function unknownColumn(
  of: 'PEOPLE' | 'COMPANIES',
  names: readonly string[] | null,
  customNames: readonly string[],
): string | null {
  const fields: readonly string[] = ['id', ...fieldsOf[of], ...extraFields[of]]
  const isKnown = (name: string) =>
    name.startsWith(customPrefix) ? customNames.includes(name.slice(customPrefix.length)) : fields.includes(name)
  return names?.find((name) => !isKnown(name)) ?? null
}

/** Returns the columns of an export: the id, then those named or all that an import reads, including custom fields. */
export function columnsOf(
  of: 'PEOPLE' | 'COMPANIES',
  names: readonly string[] | null,
  customNames: readonly string[],
): Column[] {
  const all = [...fieldsOf[of], ...customNames.map((name) => customPrefix + name)]
  const wanted = (names ?? all).filter((name) => name !== 'id')
  return ['id', ...new Set(wanted)].map((name) => {
    if (!name.startsWith(customPrefix)) return { header: name, field: name }
    const custom = name.slice(customPrefix.length)
    return { header: isTaken(of, custom) ? name : custom, field: 'custom', custom }
  })
}

/** Whether a custom field is named like another column, which could not be told apart when the file is imported. */
function isTaken(of: 'PEOPLE' | 'COMPANIES', name: string): boolean {
  const lower = name.toLowerCase()
  return ['id', ...fieldsOf[of], ...extraFields[of]].some((field) => field.toLowerCase() === lower)
}

const numbers: ReadonlySet<string> = new Set(['employeeCount', 'founded', 'linkedinFollowers'])
const lists: ReadonlySet<string> = new Set(['technologies', 'specialties'])
const times: ReadonlySet<string> = new Set(['addedAt', 'enrichedAt'])

export function isNumber({ field }: Pick<Column, 'field'>): boolean {
  return numbers.has(field)
}

export function isList({ field }: Pick<Column, 'field'>): boolean {
  return lists.has(field)
}

export function isTime({ field }: Pick<Column, 'field'>): boolean {
  return times.has(field)
}

/** Whether the cells of a column are text, which may look like a formula. */
export function isText(column: Pick<Column, 'field'>): boolean {
  return column.field !== 'id' && column.field !== 'source' && !isNumber(column) && !isTime(column)
}
