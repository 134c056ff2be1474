import { createHash } from 'node:crypto'
import type { DataType, Upload } from '../../db/generated/client.ts'
import type { Queryable } from '../../db/queryable.ts'
import { fold } from '../../identity/normalise.ts'
import type { CompanyMapping, PersonMapping } from '../leads/fields.ts'
import type { Mappings } from '../start/check-mapping.ts'
import type { Suggestion } from '../suggest/suggest.ts'
import { deleteMappings, type PlacedMapping, selectMappings, upsertMapping } from './saved-mappings.sql.ts'

/** A file's header; `headerLine` is 0 without one. */
type Header = Pick<Upload, 'columns' | 'headerLine'>

/** Stores the mapping of an import for the header of its file; a file without a header has none to remember it by. */
export async function saveMapping(
  client: Queryable,
  ownerId: number,
  file: Header,
  { dataType, person, company }: Mappings & { dataType: DataType },
): Promise<void> {
  const header = headerKey(file)
  if (header === null) return
  const { columns } = file
  const mapping = { person: placed(person, columns), company: placed(company, columns) }
  await upsertMapping(client, ownerId, header, { dataType, mapping })
}

/** A suggestion, and when its mapping was last used, if it is a saved one. */
export interface SavedSuggestion extends Suggestion {
  savedMapping: { usedAt: Date } | null
}

/** Returns a suggestion with the mappings that the owner last used for the same header in place of those that were found. */
export async function withSavedMapping(
  client: Queryable,
  ownerId: number,
  file: Header,
  suggestion: Suggestion,
): Promise<SavedSuggestion> {
  const header = headerKey(file)
  const [latest] = header === null ? [] : await selectMappings(client, ownerId, header)
  if (latest === undefined) return { ...suggestion, savedMapping: null }
  const { dataType, mapping, usedAt } = latest
  const { columns } = file
  return {
    ...suggestion,
    dataType,
    confidence: 'HIGH',
    reasoning: 'You have imported a file with the same columns before, with this mapping.',
    personMapping: mapping.person === null ? suggestion.personMapping : named<PersonMapping>(mapping.person, columns),
    companyMapping:
      mapping.company === null ? suggestion.companyMapping : named<CompanyMapping>(mapping.company, columns),
    savedMapping: { usedAt },
  }
}

/** Deletes what was saved for the header of a file; returns whether there was anything. */
export async function forgetMapping(client: Queryable, ownerId: number, file: Header): Promise<boolean> {
  const header = headerKey(file)
  return header !== null && (await deleteMappings(client, ownerId, header)) > 0
}

/** Names that differ in case, accents, spaces or punctuation only are the same. */
function headerKey({ columns, headerLine }: Header): string | null {
  if (headerLine === 0) return null
  const names = columns.map((column) => fold(column) ?? column)
  return createHash('sha256').update(JSON.stringify(names)).digest('hex')
}

function placed(mapping: PersonMapping | CompanyMapping | null, columns: readonly string[]): PlacedMapping | null {
  if (mapping === null) return null
  const { custom, ...fields } = mapping
  const places = Object.entries(fields).flatMap(([field, column]) => {
    const at = typeof column === 'string' ? columns.indexOf(column) : -1
    return at === -1 ? [] : [[field, at] as const]
  })
  const named = (custom ?? []).map(({ column, name }) => ({ at: columns.indexOf(column), name }))
  return { fields: Object.fromEntries(places), custom: named.filter(({ at }) => at !== -1) }
}

function named<Kind extends PersonMapping | CompanyMapping>(
  { fields, custom }: PlacedMapping,
  columns: readonly string[],
): Kind {
  const mapping = Object.fromEntries(Object.entries(fields).map(([field, at]) => [field, columns[at]]))
  return { ...mapping, custom: custom.map(({ at, name }) => ({ column: columns[at] ?? '', name })) } as unknown as Kind
}
