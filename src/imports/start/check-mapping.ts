import type { DataType } from '../../db/generated/enums.ts'
import { InvalidMappingError } from '../errors.ts'
import {
  type CompanyMapping,
  identifyingCompanyFields,
  identifyingPersonFields,
  type PersonMapping,
} from '../leads/fields.ts'
import type { MatchingInput } from './check-matching.ts'

const identifying = { PEOPLE: identifyingPersonFields, COMPANIES: identifyingCompanyFields } as const

/** The part of an input that maps the columns of its file. */
export interface MappingInput extends Pick<MatchingInput, 'matchBy'> {
  dataType: DataType
  personMapping?: PersonMapping | null | undefined
  companyMapping?: CompanyMapping | null | undefined
}

/** The mappings that an import uses; null for one that it doesn't have. */
export interface Mappings {
  person: PersonMapping | null
  company: CompanyMapping | null
}

/**
 * Returns the mappings of an input. Throws InvalidMappingError if the one for the data type is missing, if a mapping names a
 * column that the file doesn't have, or if no mapped field identifies a lead. In a new list, ids of rows identify no one, unless
 * `matchBy` asks for them.
 */
export function checkedMappings(
  columns: string[],
  { dataType, isNewList, ...input }: MappingInput & { isNewList: boolean },
): Mappings {
  const usesRowIds = input.matchBy?.includes('ROW_ID') ?? !isNewList
  const withIds = <Kind extends PersonMapping | CompanyMapping>(mapping: Kind): Kind =>
    usesRowIds ? mapping : { ...mapping, rowId: null }
  const mappings = {
    person: dataType === 'PEOPLE' && input.personMapping ? withIds(input.personMapping) : null,
    company: input.companyMapping ? withIds(input.companyMapping) : null,
  }
  const mapping = dataType === 'PEOPLE' ? mappings.person : mappings.company
  if (mapping === null) {
    const argument = dataType === 'PEOPLE' ? 'personMapping' : 'companyMapping'
    throw new InvalidMappingError(
      `An import of ${dataType} needs a \`${argument}\`: use the one that \`previewImport\` suggests.`,
      null,
    )
  }
  const known = new Set(columns)
  if (dataType === 'PEOPLE') checkColumns(known, mapping)
  if (mappings.company !== null) checkColumns(known, mappings.company)
  const fields = identifying[dataType]
  const mapped = new Map(Object.entries(mapping))
  if (!fields.some((field) => mapped.get(field)) && !mapped.get('rowId')) {
    throw new InvalidMappingError(
      `No mapped column identifies the leads: map at least one of ${fields.join(', ')}.`,
      fields[0],
    )
  }
  return mappings
}

/** What JSON in Postgres rejects: NUL characters and lone surrogates. */
const unstorable = /[\0\p{Cs}]/u

function checkColumns(columns: Set<string>, mapping: PersonMapping | CompanyMapping): void {
  const { custom, ...fields } = mapping
  const named = [
    ...Object.entries(fields).map(([field, column]) => ({ field, column })),
    ...(custom ?? []).map(({ column }) => ({ field: 'custom', column })),
  ]
  for (const { field, column } of named) {
    if (typeof column !== 'string' || columns.has(column)) continue
    throw new InvalidMappingError(
      `The file has no column "${column}" for \`${field}\`. Its columns are: ${[...columns].join(', ')}.`.slice(
        0,
        1_000,
      ),
      field,
      column,
    )
  }
  const names = new Set<string>()
  for (const { column, name } of custom ?? []) {
    if (name.trim() === '' || unstorable.test(name) || names.has(name)) {
      throw new InvalidMappingError(`Give the column "${column}" a unique name that is not blank.`, 'custom')
    }
    names.add(name)
  }
}
