import type { Verdict } from '../../db/generated/enums.ts'
import type { ExistingCompany } from './existing-companies.ts'
import type { ExistingPerson } from './existing-people.ts'

/** What became of a source row that was not imported. */
export interface Outcome {
  rowNumber: number
  verdict: Exclude<Verdict, 'IMPORTED'>
  reasonCode: string
  reason: string
  cells: string[]
  person: ExistingPerson | { id: number } | null
  company: ExistingCompany | { id: number } | null
  listId: string | null
  blockedCompanyId: string | null
}

/** A page's verdicts: what to insert, what to update, what to record and what to count. */
export interface Decision {
  newPeople: ExistingPerson[]
  newCompanies: ExistingCompany[]
  /** Stored people and companies that gained something. */
  changedPeople: Set<ExistingPerson>
  changedCompanies: Set<ExistingCompany>
  outcomes: Outcome[]
  counts: PageCounts
}

/** The page's part of the run's counters. */
export interface PageCounts {
  imported: number
  merged: number
  updated: number
  crossListSkipped: number
  blocked: number
  invalid: number
  unaffordable: number
  companiesCreated: number
  companiesLinked: number
}

/** The counters of rows by their verdict, which add up to the rows processed. */
export const verdictCounters = [
  'imported',
  'merged',
  'crossListSkipped',
  'blocked',
  'invalid',
  'unaffordable',
] as const satisfies readonly (keyof PageCounts)[]

/** Returns how many rows have their verdict. */
export function processedRows(counts: Pick<PageCounts, (typeof verdictCounters)[number]>): number {
  return verdictCounters.reduce((sum, counter) => sum + counts[counter], 0)
}

/** A decision about nothing yet. */
export function emptyDecision(): Decision {
  return {
    newPeople: [],
    newCompanies: [],
    changedPeople: new Set(),
    changedCompanies: new Set(),
    outcomes: [],
    counts: emptyCounts(),
  }
}

/** Counters at nought. */
export function emptyCounts(): PageCounts {
  return {
    imported: 0,
    merged: 0,
    updated: 0,
    crossListSkipped: 0,
    blocked: 0,
    invalid: 0,
    unaffordable: 0,
    companiesCreated: 0,
    companiesLinked: 0,
  }
}

/** The counters of both pages together. */
export function sumOf(a: PageCounts, b: PageCounts): PageCounts {
  return {
    imported: a.imported + b.imported,
    merged: a.merged + b.merged,
    updated: a.updated + b.updated,
    crossListSkipped: a.crossListSkipped + b.crossListSkipped,
    blocked: a.blocked + b.blocked,
    invalid: a.invalid + b.invalid,
    unaffordable: a.unaffordable + b.unaffordable,
    companiesCreated: a.companiesCreated + b.companiesCreated,
    companiesLinked: a.companiesLinked + b.companiesLinked,
  }
}
