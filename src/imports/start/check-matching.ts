import type { DataType } from '../../db/generated/enums.ts'
import { InvalidInputError } from '../../errors.ts'
import { isPolicyField, type Matching, type MatchTier, type OnMatch, tiersOf } from '../verdicts/policy.ts'

/** The part of an input that says what matches, and what a match does. */
export interface MatchingInput {
  onMatch?:
    | {
        values?: OnMatch['values'] | null | undefined
        fields?: readonly OnMatch['fields'][number][] | null | undefined
        rows?: OnMatch['rows'] | null | undefined
      }
    | null
    | undefined
  matchBy?: readonly MatchTier[] | null | undefined
}

const maxFields = 100

/** Returns the settings of an input with their defaults; null where they are the default, so that calls from before the options compare equal. */
export function matchingOf({ onMatch, matchBy }: MatchingInput): Matching {
  const { values, fields, rows } = {
    values: onMatch?.values ?? 'FILL_EMPTY',
    fields: onMatch?.fields ?? [],
    rows: onMatch?.rows ?? 'CREATE_AND_UPDATE',
  } as const
  const isDefault = values === 'FILL_EMPTY' && fields.length === 0 && rows === 'CREATE_AND_UPDATE'
  return { onMatch: isDefault ? null : { values, fields, rows }, matchBy: matchBy ?? null }
}

/** Throws InvalidInputError if settings can't be used for a data type. */
export function checkMatching({ onMatch, matchBy }: Matching, dataType: DataType): void {
  const names = onMatch?.fields.map(({ field }) => field) ?? []
  if (names.length > maxFields) throw new InvalidInputError('onMatch.fields', `Give at most ${maxFields} fields.`)
  for (const [at, name] of names.entries()) {
    if (!isPolicyField(name, dataType)) {
      throw new InvalidInputError(
        'onMatch.fields',
        `There is no field "${name.slice(0, 100)}" in an import of ${dataType}. Use the name of a mapping field, \`company.<field>\` for the company of a person, or \`custom.<name>\` for a custom field.`,
      )
    }
    if (names.indexOf(name) !== at) throw new InvalidInputError('onMatch.fields', `Give the field "${name}" only once.`)
  }
  if (matchBy === null) return
  const tiers = tiersOf(dataType)
  const unknown = matchBy.find((tier) => !tiers.includes(tier))
  if (matchBy.length > 0 && unknown === undefined) return
  throw new InvalidInputError(
    'matchBy',
    `${unknown === undefined ? '`matchBy` is empty' : `${dataType} can’t be matched by ${unknown}`}: use ${tiers.join(', ')}.`,
  )
}

/** Throws InvalidInputError for an import into a new list that only updates rows. */
export function refuseUpdateOnly({ onMatch }: Matching): void {
  if (onMatch?.rows !== 'UPDATE_ONLY') return
  throw new InvalidInputError(
    'onMatch.rows',
    'A new list has no rows to update. Use `importIntoList` to update those of a list, or leave out `rows`.',
  )
}

/** Throws InvalidInputError for a search that is matched by ids of rows, which it doesn't have. */
export function refuseRowIds({ matchBy }: Matching): void {
  if (!matchBy?.includes('ROW_ID')) return
  throw new InvalidInputError('matchBy', 'A search has no ids of rows: leave out ROW_ID.')
}
