import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { companyFields, personFields } from '../../src/imports/leads/fields.ts'
import type { Lead } from '../../src/imports/leads/mapping.ts'
import { planColumns, readLead } from '../../src/imports/leads/mapping.ts'
import { decidePage } from '../../src/imports/verdicts/decide-page.ts'
import type { Decision } from '../../src/imports/verdicts/decision.ts'
import { ExistingCompanies } from '../../src/imports/verdicts/existing-companies.ts'
import { ExistingPeople } from '../../src/imports/verdicts/existing-people.ts'
import { noPeople } from '../../src/imports/verdicts/match.ts'
import { defaultPolicy } from '../../src/imports/verdicts/policy.ts'

type Row = Record<string, string>

/** Two rows, and whether a human reader would merge them. */
export interface IdentityPair {
  id: string
  a: Row
  b: Row
  common: 'same' | 'different' | 'ambiguous'
  category: string
}

export type PairedType = 'PEOPLE' | 'COMPANIES'

/** Shares are from 0 to 1; a merge in either order counts as half. */
export interface PairScore {
  pairs: number
  precision: number
  recall: number
  wrongMerges: string[]
  misses: string[]
  missesByCategory: Record<string, number>
}

/** Returns the labelled pairs in the folder that IDENTITY_DIR names; null without it. */
export function identityPairs(dataType: PairedType): IdentityPair[] | null {
  const directory = process.env['IDENTITY_DIR']
  const file = join(directory ?? '', `pairs-${dataType.toLowerCase()}.json`)
  return directory !== undefined && existsSync(file) ? readPairs(file) : null
}

/** Reads labelled pairs from a file. */
export function readPairs(file: string): IdentityPair[] {
  return JSON.parse(readFileSync(file, 'utf8'))
}

/** Scores pairs by importing both rows into an empty list, in both orders. */
export function scorePairs(pairs: IdentityPair[], dataType: PairedType): PairScore {
  const counts = { right: 0, merges: 0, same: 0 }
  const score: PairScore = {
    pairs: pairs.length,
    precision: 1,
    recall: 1,
    wrongMerges: [],
    misses: [],
    missesByCategory: {},
  }
  for (const { id, a, b, common, category } of pairs) {
    if (common === 'ambiguous') continue
    const merges = [
      [a, b],
      [b, a],
    ].filter((rows) => isMerged(rows, dataType)).length
    const text = () =>
      `${id} ${category}: ${JSON.stringify(a)} | ${JSON.stringify(b)}${merges === 1 ? ' (one order)' : ''}`
    counts.merges += merges
    if (common === 'same') {
      counts.same += 2
      counts.right += merges
      if (merges === 2) continue
      score.misses.push(text())
      score.missesByCategory[category] = (score.missesByCategory[category] ?? 0) + (2 - merges) / 2
    } else if (merges > 0) score.wrongMerges.push(text())
  }
  score.precision = round(counts.right / (counts.merges || 1))
  score.recall = round(counts.right / (counts.same || 1))
  return score
}

/** Whether the second of two rows is merged into the first. */
export function isMerged(rows: Row[], dataType: PairedType): boolean {
  const columns = [...(dataType === 'PEOPLE' ? personFields : companyFields)]
  const mapping = Object.fromEntries(columns.map((field) => [field, field]))
  const plan = planColumns(columns, dataType, {
    person: dataType === 'PEOPLE' ? mapping : null,
    company: dataType === 'COMPANIES' ? mapping : null,
  })
  const leads = rows.map((row, at) =>
    readLead({ cells: columns.map((field) => row[field] ?? ''), broken: false }, at + 1, plan),
  )
  return decideAlone(leads).outcomes.some(({ verdict }) => verdict === 'MERGED')
}

/** Decides rows that are imported into an empty list. */
export function decideAlone(leads: Lead[]): Decision {
  return decidePage(leads, {
    people: new ExistingPeople(),
    companies: new ExistingCompanies(),
    otherPeople: noPeople,
    otherCompanies: () => undefined,
    blockOf: () => undefined,
    isOfOtherList: () => false,
    policy: defaultPolicy,
    skipExistingCustomers: false,
    affordable: leads.length,
    stopsAtCap: false,
  })
}

function round(share: number): number {
  return Math.round(share * 10_000) / 10_000
}
