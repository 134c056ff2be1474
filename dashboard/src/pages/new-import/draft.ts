import type { SimulateImportInput } from '../../gql/graphql.ts'
import { companyFields, type FieldId, personFields } from './fields.ts'
import type { Preview } from './operations.ts'

type DataType = Preview['dataType']

/** Which column fills which field; one that is absent is filled by none. */
type Choice = ReadonlyMap<FieldId, string>

/** What becomes of a column that fills no field. */
export interface CustomColumn {
  readonly column: string
  readonly name: string
  readonly isKept: boolean
}

/** How a file is to be read, as far as the user has changed what was suggested. */
export interface Draft {
  readonly dataType: DataType
  /** For each type apart, so that nothing is lost by looking at the other one. */
  readonly choices: Readonly<Record<DataType, Choice>>
  /** Changes to columns that fill no field. */
  readonly custom: ReadonlyMap<string, Partial<CustomColumn>>
}

/** What a preview suggests. */
export function suggested(preview: Preview): Draft {
  const choices = { PEOPLE: suggestionFor('PEOPLE', preview), COMPANIES: suggestionFor('COMPANIES', preview) }
  return { dataType: preview.dataType, choices, custom: new Map() }
}

/** Has a column fill a field, and no other one any more; null: no column does. */
export function choose(draft: Draft, field: FieldId, column: string | null): Draft {
  const choice = new Map([...draft.choices[draft.dataType]].filter(([id, taken]) => id !== field && taken !== column))
  if (column !== null) choice.set(field, column)
  return { ...draft, choices: { ...draft.choices, [draft.dataType]: choice } }
}

/** Changes what becomes of a column that fills no field. */
export function changeCustom(draft: Draft, column: string, change: Partial<CustomColumn>): Draft {
  return { ...draft, custom: new Map(draft.custom).set(column, { ...draft.custom.get(column), ...change }) }
}

/** The columns that fill no field, and what becomes of each: those that the suggestion knows what to do with are kept. */
export function customColumns(draft: Draft, preview: Preview): CustomColumn[] {
  const choice = draft.choices[draft.dataType]
  const taken = new Set(choice.values())
  const { custom } = draft.dataType === 'PEOPLE' ? preview.personMapping : preview.companyMapping
  const kept = new Set([...suggestionFor(draft.dataType, preview).values(), ...custom.map(({ column }) => column)])
  return preview.columns
    .filter((column) => !taken.has(column))
    .map((column) => ({ column, name: column, isKept: kept.has(column), ...draft.custom.get(column) }))
}

/** The part of an import's input that says how the file is read. */
export function inputOf(
  draft: Draft,
  preview: Preview,
): Pick<SimulateImportInput, 'dataType' | 'personMapping' | 'companyMapping'> {
  const { dataType } = draft
  const choice = draft.choices[dataType]
  const custom = customColumns(draft, preview)
    .filter(({ isKept }) => isKept)
    .map(({ column, name }) => ({ column, name: name.trim() }))
  const company = Object.fromEntries(companyFields.map(({ id, name }) => [name, choice.get(id) ?? null]))
  if (dataType === 'COMPANIES') return { dataType, companyMapping: { ...company, custom } }
  const person = Object.fromEntries(personFields.map(({ id, name }) => [name, choice.get(id) ?? null]))
  const employer = {
    companyName: choice.get('company.name') ?? null,
    companyDomain: choice.get('company.domain') ?? choice.get('company.website') ?? null,
    companyLinkedinUrl: choice.get('company.linkedinUrl') ?? null,
  }
  return { dataType, personMapping: { ...person, ...employer, custom }, companyMapping: company }
}

/** Up to three values of a column, as a person would look them over. */
export function samplesOf({ columns, previewRows }: Preview, column: string | undefined): string[] {
  const at = column === undefined ? -1 : columns.indexOf(column)
  return [...new Set(previewRows.map((row) => row[at]?.trim() ?? '').filter(Boolean))].slice(0, 3)
}

/** One column for each field at most, and one field for each column: the employer stands in both suggested mappings, and once here. */
function suggestionFor(dataType: DataType, { personMapping, companyMapping }: Preview): Choice {
  const choice = new Map<FieldId, string>()
  const taken = new Set<string>()
  const take = (id: FieldId, column: string | null) => {
    if (column === null || taken.has(column) || choice.has(id)) return
    choice.set(id, column)
    taken.add(column)
  }
  if (dataType === 'PEOPLE') {
    for (const { id, name } of personFields) take(id, personMapping[name])
    take('company.name', personMapping.companyName)
  }
  for (const { id, name } of companyFields) take(id, companyMapping[name])
  if (dataType === 'PEOPLE') {
    take('company.domain', personMapping.companyDomain)
    take('company.linkedinUrl', personMapping.companyLinkedinUrl)
  }
  return choice
}
