import type { SimulateImportInput } from '../../gql/graphql.ts'

type DataType = SimulateImportInput['dataType']

/** What may identify a lead of the list. */
export type MatchBy = NonNullable<SimulateImportInput['matchBy']>[number]

/** What happens to a lead that is already in the list, and what identifies it. */
export interface Matching {
  readonly onMatch: 'FILL_EMPTY' | 'OVERWRITE' | 'CREATE_ONLY'
  /** Whether rows that match no lead are left out. */
  readonly isUpdateOnly: boolean
  /** What does not identify a lead. */
  readonly ignored: readonly MatchBy[]
}

/** The default of an import. */
export const defaultMatching: Matching = { onMatch: 'FILL_EMPTY', isUpdateOnly: false, ignored: [] }

/** What can happen to a lead that is already in the list. */
export const onMatchLabels = [
  { value: 'FILL_EMPTY', label: 'Fill its empty fields' },
  { value: 'OVERWRITE', label: 'Replace its values' },
  { value: 'CREATE_ONLY', label: 'Leave it unchanged' },
] as const satisfies readonly { value: Matching['onMatch']; label: string }[]

/** What identifies a lead of each type, strongest first. */
export const matchByLabels = {
  PEOPLE: [
    { value: 'ROW_ID', label: 'Row ID' },
    { value: 'LINKEDIN', label: 'LinkedIn profile' },
    { value: 'EMAIL', label: 'E-mail' },
    { value: 'NAME_AND_COMPANY', label: 'Name and company' },
    { value: 'NAME_AND_LOCATION', label: 'Name and location' },
    { value: 'NAME', label: 'Name alone' },
  ],
  COMPANIES: [
    { value: 'ROW_ID', label: 'Row ID' },
    { value: 'DOMAIN', label: 'Domain' },
    { value: 'LINKEDIN', label: 'LinkedIn page' },
    { value: 'NAME', label: 'Name' },
  ],
} as const satisfies Record<DataType, readonly { value: MatchBy; label: string }[]>

/** Returns what identifies a lead with these settings; never nothing. */
export function matchedBy({ ignored }: Matching, dataType: DataType): MatchBy[] {
  const all = matchByLabels[dataType].map(({ value }) => value)
  const chosen = all.filter((value) => !ignored.includes(value))
  return chosen.length === 0 ? all : chosen
}

/** Returns the matching part of an import's input: only what differs from the default. A new list has no rows to update. */
export function matchingInput(
  matching: Matching,
  { dataType, isNewList }: { dataType: DataType; isNewList: boolean },
): Pick<SimulateImportInput, 'onMatch' | 'matchBy'> {
  const { onMatch, isUpdateOnly } = matching
  const matchBy = matchedBy(matching, dataType)
  const policy =
    onMatch === 'CREATE_ONLY'
      ? { rows: onMatch }
      : {
          ...(onMatch !== defaultMatching.onMatch && { values: onMatch }),
          ...(isUpdateOnly && !isNewList && { rows: 'UPDATE_ONLY' as const }),
        }
  return {
    ...(Object.keys(policy).length > 0 && { onMatch: policy }),
    ...(matchBy.length < matchByLabels[dataType].length && { matchBy }),
  }
}
