import { describe, expect, it } from 'vitest'
import { makeSample } from '../../src/cli/sample.ts'
import { columns } from '../../src/cli/sample-people.ts'
import type { Verdict } from '../../src/db/generated/enums.ts'
import { startTestApp } from '../support/app.ts'
import { readRecords } from '../support/csv-files.ts'
import { graphql } from '../support/graphql.ts'
import { sample } from '../support/property-runs.ts'

const { csv, earlierCsv, blocked, verdicts } = makeSample(0)
const rows = readRecords(csv.replaceAll('\r\n', '\n'), ',').slice(1)
const people = rows.filter(({ broken, cells }) => !broken && cells.length > 1)

describe('the sample', () => {
  it('the sample is the same for the same edition', () => {
    expect(makeSample(0).csv === csv).toBe(true)
  })

  it('the sample has no people of another edition', () => {
    const addresses = new Set(readRecords(earlierCsv, ',').map(({ cells }) => cells[1]))
    const again = readRecords(makeSample(1).earlierCsv, ',').filter(({ cells }) => addresses.has(cells[1]))
    expect(again.map(({ cells }) => cells[1])).toEqual(['Work email'])
  })

  it('the sample has 2,000 rows, each with a planned verdict', () => {
    expect(people.length + 1).toBe(2_000)
    expect(Object.values(verdicts).reduce((sum, count) => sum + count)).toBe(2_000)
  })

  it.each<[string, (cells: string[]) => boolean]>([
    ['accents', (cells) => /[À-ž]/.test(cells[1] ?? '')],
    ['names in other scripts', (cells) => /^\p{L}/u.test(cells[0] ?? '') && !/\p{Script=Latin}/u.test(cells[0] ?? '')],
    ['line breaks inside quotes', (cells) => cells.some((cell) => cell.includes('\n'))],
    ['quotation marks inside quotes', (cells) => cells.some((cell) => cell.includes('"'))],
    ['commas inside quotes', (cells) => cells.some((cell) => cell.includes(','))],
    ['rows with too many cells', (cells) => cells.length > columns.length],
    ['rows that are too short', (cells) => cells.length < columns.length - 1],
  ])('the sample has %s', (_, matches) => {
    expect(people.filter(({ cells }) => matches(cells)).length).toBeGreaterThan(5)
  })

  it('the sample has blank lines and one row with a broken quote', () => {
    expect(rows.filter(({ broken }) => broken)).toHaveLength(1)
    expect(rows.filter(({ cells }) => cells.join('') === '').length).toBeGreaterThan(1)
  })
})

describe('the import of the sample', async () => {
  const app = await startTestApp()

  it.each(sample([0, 1, 25], 1))('importing edition %i of the sample gives the planned verdicts', async (edition) => {
    const sample = makeSample(edition)
    const { token } = await app.createUser({ credits: 10_000 })
    const call = graphql(app.url, token)
    await call(
      `mutation ($entries: [BlockCompanyEntryInput!]!) {
        blockCompanies(input: { entries: $entries }) { ... on Error { message } }
      }`,
      { entries: blocked },
    )
    const first = { fullName: 'Name', email: 'Work email' }
    expect(await importCsv(call, sample.earlierCsv, first)).toEqual({ ...none, IMPORTED: 150, updated: 0 })
    const mapping = {
      firstName: 'First Name',
      lastName: 'Last Name',
      email: 'Email',
      phone: 'Phone',
      companyName: 'Company',
      companyDomain: 'Website',
      companyLinkedinUrl: 'Company LinkedIn',
      linkedinUrl: 'LinkedIn Profile',
    }
    expect(await importCsv(call, sample.csv, mapping)).toEqual({ ...sample.verdicts, updated: sample.updated })
  })
})

const none: Record<Verdict, number> = {
  IMPORTED: 0,
  MERGED: 0,
  NO_MATCH: 0,
  CROSS_LIST: 0,
  BLOCKED: 0,
  INVALID: 0,
  UNAFFORDABLE: 0,
}

async function importCsv(
  call: ReturnType<typeof graphql>,
  csvText: string,
  personMapping: Record<string, string>,
): Promise<Record<string, number>> {
  const { createListWithImport } = await call<{ createListWithImport: { run: { counts: Record<string, number> } } }>(
    `mutation ($input: CreateListWithImportInput!) {
      createListWithImport(input: $input) {
        ... on CreateListWithImportPayload {
          run {
            counts {
              IMPORTED: imported MERGED: merged CROSS_LIST: crossListSkipped BLOCKED: blocked INVALID: invalid
              UNAFFORDABLE: unaffordable NO_MATCH: noMatch updated
            }
          }
        }
        ... on Error { message }
      }
    }`,
    { input: { name: 'Sample', dataType: 'PEOPLE', csvText, personMapping, waitSeconds: 30 } },
  )
  return createListWithImport.run.counts
}
