import type { DataType } from '../../db/generated/enums.ts'
import { companyFields, type PersonField, personFields } from '../leads/fields.ts'

/** What the values of a row do to those of the lead that it matches. */
type ValuePolicy = 'FILL_EMPTY' | 'OVERWRITE'

/** Which rows an import adds or changes. */
type RowPolicy = 'CREATE_AND_UPDATE' | 'CREATE_ONLY' | 'UPDATE_ONLY'

/** What happens if a row matches a lead; `fields` are exceptions to `values`. */
export interface OnMatch {
  values: ValuePolicy
  fields: readonly { field: string; values: ValuePolicy }[]
  rows: RowPolicy
}

/** The tiers that can be chosen for people, strongest first. */
const personMatchTiers = ['ROW_ID', 'LINKEDIN', 'EMAIL', 'NAME_AND_COMPANY', 'NAME_AND_LOCATION', 'NAME'] as const
/** The tiers that can be chosen for companies, strongest first. */
const companyMatchTiers = ['ROW_ID', 'DOMAIN', 'LINKEDIN', 'NAME'] as const
export type MatchTier = (typeof personMatchTiers)[number] | (typeof companyMatchTiers)[number]

/** What matches, and what a match does, as a run stores it; null for the defaults. */
export interface Matching {
  onMatch: OnMatch | null
  /** The tiers that may match; none of them in an import of new leads only. */
  matchBy: readonly MatchTier[] | null
}

/** Whether the value of a field, or of the custom field with this name, replaces the stored one. */
export interface Overwrites {
  field: (field: string) => boolean
  custom: (name: string) => boolean
  /** Whether anything can be replaced. */
  any: boolean
}

const nothing: Overwrites = { field: () => false, custom: () => false, any: false }

/** What happens to the rows of a run that match. */
export interface MatchPolicy {
  rows: RowPolicy
  person: Overwrites
  company: Overwrites
  /** Whether a row may match by this reason. */
  allows: (reasonCode: string) => boolean
  /** Whether the ids of rows identify. */
  usesRowIds: boolean
  /** Whether tiers are omitted, so that a new row may have a key of another. */
  isNarrowed: boolean
}

/** The default: all tiers match, and a match fills empty fields. */
export const defaultPolicy: MatchPolicy = {
  rows: 'CREATE_AND_UPDATE',
  person: nothing,
  company: nothing,
  allows: () => true,
  usesRowIds: true,
  isNarrowed: false,
}

/** Returns the tiers that can be chosen for a data type. */
export function tiersOf(dataType: DataType): readonly MatchTier[] {
  return dataType === 'PEOPLE' ? personMatchTiers : companyMatchTiers
}

/** Returns the policy of a run. */
export function policyOf({ onMatch, matchBy }: Matching, dataType: DataType): MatchPolicy {
  if (onMatch === null && matchBy === null) return defaultPolicy
  const allowed = matchBy === null ? null : new Set(matchBy.map((tier) => `SAME_${tier}`))
  return {
    rows: onMatch?.rows ?? 'CREATE_AND_UPDATE',
    person: overwritesOf(onMatch, (field) => [field]),
    company: overwritesOf(onMatch, (field) => companyFieldNames(field, dataType)),
    allows: allowed === null ? () => true : (reasonCode) => allowed.has(reasonCode),
    usesRowIds: allowed?.has('SAME_ROW_ID') ?? true,
    isNarrowed: allowed !== null && tiersOf(dataType).some((tier) => tier !== 'ROW_ID' && !allowed.has(`SAME_${tier}`)),
  }
}

/** Whether a name can be given in `OnMatch.fields`: a field, `company.<field>`, or `custom` with or without the name of a custom field. */
export function isPolicyField(name: string, dataType: DataType): boolean {
  if (name === 'custom' || /^custom\../s.test(name)) return true
  const isOfCompany = companyFields.some((field) => companyFieldNames(field, dataType).includes(name))
  return isOfCompany || (dataType === 'PEOPLE' && personFields.includes(name as PersonField))
}

/** Returns how a company's field can be named: with people, only `company.` tells it from the person's field of the same name. */
function companyFieldNames(field: string, dataType: DataType): string[] {
  if (dataType === 'COMPANIES') return [field]
  return personFields.includes(field as PersonField) ? [`company.${field}`] : [`company.${field}`, field]
}

function overwritesOf(onMatch: OnMatch | null, namesOf: (field: string) => string[]): Overwrites {
  if (onMatch === null) return nothing
  const { values, fields } = onMatch
  const exceptions = new Map(fields.map((exception) => [exception.field, exception.values]))
  if (values === 'FILL_EMPTY' && ![...exceptions.values()].includes('OVERWRITE')) return nothing
  const policyFor = (...names: string[]) => {
    const name = names.find((candidate) => exceptions.has(candidate))
    return (name === undefined ? values : exceptions.get(name)) === 'OVERWRITE'
  }
  return {
    field: (field) => policyFor(...namesOf(field)),
    custom: (name) => policyFor(`custom.${name}`, 'custom'),
    any: true,
  }
}
