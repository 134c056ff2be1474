import type { Verdict } from '../../db/generated/enums.ts'
import type { ExistingCompany } from './existing-companies.ts'
import type { ExistingPerson } from './existing-people.ts'

/** The record of a source row that was not imported. */
export interface Outcome {
  rowNumber: number
  verdict: Exclude<Verdict, 'IMPORTED'>
  reasonCode: string
  reason: string
  cells: string[]
  person: ExistingPerson | { id: number } | null
  /** Other people of the list whom the row matches too. */
  alsoMatches: ExistingPerson[]
  company: ExistingCompany | { id: number } | null
  listId: string | null
  blockedCompanyId: string | null
}

/** A row to insert, with the number of the source row that it comes from. */
export type New<Row> = Row & { rowNumber: number }

/** The verdicts of a page: what to insert, update, record and count. */
export interface Decision {
  newPeople: New<ExistingPerson>[]
  newCompanies: New<ExistingCompany>[]
  /** Stored people and companies that gained a value. */
  changedPeople: Set<ExistingPerson>
  changedCompanies: Set<ExistingCompany>
  outcomes: Outcome[]
  possibleDuplicates: PossibleDuplicate[]
  counts: PageCounts
}

/** Two people of the list whom a row connects, the older one first, and by what it matches the second time. */
export interface PossibleDuplicate {
  a: ExistingPerson
  b: ExistingPerson
  reasonCode: string
}

/** A page's share of the run's counters. */
export interface PageCounts {
  imported: number
  merged: number
  updated: number
  crossListSkipped: number
  blocked: number
  invalid: number
  unaffordable: number
  noMatch: number
  companiesCreated: number
  companiesLinked: number
  /** Merged rows that match other people too; a part of `merged`. */
  alsoMatches: number
}

/** The counters of rows by their verdict, which add up to the rows processed. */
export const verdictCounters = [
  'imported',
  'merged',
  'crossListSkipped',
  'blocked',
  'invalid',
  'unaffordable',
  'noMatch',
] as const satisfies readonly (keyof PageCounts)[]

/** The counters of the rows of a bulk change. */
export const bulkCounters = ['moved', 'copied', 'deleted'] as const

/** The counters of a run; an import has none of a bulk change. */
export type RunCounts = PageCounts & { [C in (typeof bulkCounters)[number]]?: number }

/** Returns how many rows have their verdict, or were changed in bulk. */
export function processedRows(counts: RunCounts): number {
  return [...verdictCounters, ...bulkCounters].reduce((sum, counter) => sum + (counts[counter] ?? 0), 0)
}

/** Returns a decision without any rows. */
export function emptyDecision(): Decision {
  return {
    newPeople: [],
    newCompanies: [],
    changedPeople: new Set(),
    changedCompanies: new Set(),
    outcomes: [],
    possibleDuplicates: [],
    counts: emptyCounts(),
  }
}

/** Returns counters at zero. */
export function emptyCounts(): PageCounts {
  return {
    imported: 0,
    merged: 0,
    updated: 0,
    crossListSkipped: 0,
    blocked: 0,
    invalid: 0,
    unaffordable: 0,
    noMatch: 0,
    companiesCreated: 0,
    companiesLinked: 0,
    alsoMatches: 0,
  }
}

/** Returns the sums of two pages' counters. */
export function sumOf(a: PageCounts, b: PageCounts): PageCounts {
  return {
    imported: a.imported + b.imported,
    merged: a.merged + b.merged,
    updated: a.updated + b.updated,
    crossListSkipped: a.crossListSkipped + b.crossListSkipped,
    blocked: a.blocked + b.blocked,
    invalid: a.invalid + b.invalid,
    unaffordable: a.unaffordable + b.unaffordable,
    noMatch: a.noMatch + b.noMatch,
    companiesCreated: a.companiesCreated + b.companiesCreated,
    companiesLinked: a.companiesLinked + b.companiesLinked,
    alsoMatches: a.alsoMatches + b.alsoMatches,
  }
}
