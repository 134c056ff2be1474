import type { SimulateImportInput } from '../../gql/graphql.ts'
import { companyFields, employerFields, type FieldId, personFields } from './fields.ts'
import type { Preview } from './operations.ts'

type DataType = Preview['dataType']

/** The column of each mapped field. */
type Choice = ReadonlyMap<FieldId, string>

/** A column that is mapped to no field. */
export interface CustomColumn {
  readonly column: string
  readonly name: string
  readonly isKept: boolean
}

/** The suggested mapping with the user's changes. */
export interface Draft {
  readonly dataType: DataType
  /** Separate for each type, so that switching between them loses nothing. */
  readonly choices: Readonly<Record<DataType, Choice>>
  /** The changes to unmapped columns. */
  readonly custom: ReadonlyMap<string, Partial<CustomColumn>>
}

/** Returns the draft that a preview suggests. */
export function suggested(preview: Preview): Draft {
  const choices = { PEOPLE: suggestionFor('PEOPLE', preview), COMPANIES: suggestionFor('COMPANIES', preview) }
  return { dataType: preview.dataType, choices, custom: new Map() }
}

/** Maps a column to a field and removes it from any other field; null unmaps the field. */
export function choose(draft: Draft, field: FieldId, column: string | null): Draft {
  const choice = new Map([...draft.choices[draft.dataType]].filter(([id, taken]) => id !== field && taken !== column))
  if (column !== null) choice.set(field, column)
  return { ...draft, choices: { ...draft.choices, [draft.dataType]: choice } }
}

/** Changes an unmapped column. */
export function changeCustom(draft: Draft, column: string, change: Partial<CustomColumn>): Draft {
  return { ...draft, custom: new Map(draft.custom).set(column, { ...draft.custom.get(column), ...change }) }
}

/** Returns the unmapped columns; those that the suggestion maps or keeps are kept by default. */
export function customColumns(draft: Draft, preview: Preview): CustomColumn[] {
  const choice = draft.choices[draft.dataType]
  const taken = new Set(choice.values())
  const { custom } = draft.dataType === 'PEOPLE' ? preview.personMapping : preview.companyMapping
  const kept = new Set([...suggestionFor(draft.dataType, preview).values(), ...custom.map(({ column }) => column)])
  return preview.columns
    .filter((column) => !taken.has(column))
    .map((column) => ({ column, name: column, isKept: kept.has(column), ...draft.custom.get(column) }))
}

/** Returns the mapping part of an import's input. */
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

/** Returns up to three different values of a column. */
export function samplesOf({ columns, previewRows }: Preview, column: string | undefined): string[] {
  const at = column === undefined ? -1 : columns.indexOf(column)
  return [...new Set(previewRows.map((row) => row[at]?.trim() ?? '').filter(Boolean))].slice(0, 3)
}

/** Returns at most one column per field and one field per column; both suggested mappings contain the employer. */
function suggestionFor(dataType: DataType, { personMapping, companyMapping }: Preview): Choice {
  const choice = new Map<FieldId, string>()
  const taken = new Set<string>()
  const assign = (id: FieldId, column: string | null) => {
    if (column === null || taken.has(column) || choice.has(id)) return
    choice.set(id, column)
    taken.add(column)
  }
  if (dataType === 'PEOPLE') {
    for (const { id, name } of personFields) assign(id, personMapping[name])
    assign('company.name', personMapping.companyName)
  }
  const named = dataType === 'PEOPLE' ? employerFields : companyFields
  for (const { id, name } of named) assign(id, companyMapping[name])
  if (dataType === 'PEOPLE') {
    assign('company.domain', personMapping.companyDomain)
    assign('company.linkedinUrl', personMapping.companyLinkedinUrl)
  }
  return choice
}
