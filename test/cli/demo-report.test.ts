import { expect, it } from 'vitest'
import { describeCounts, describeEnrichment, discrepancy } from '../../src/cli/demo-report.ts'

const counts = {
  total: 2_000,
  processed: 2_000,
  imported: 1_600,
  merged: 200,
  updated: 80,
  crossListSkipped: 60,
  blocked: 100,
  invalid: 30,
  unaffordable: 10,
  companiesCreated: 5,
}
const credits = { before: 5_000, after: 3_400, reserved: 0 }

it.each([
  [{}, {}, 1_600, null],
  [{ merged: 199 }, {}, 1_600, 'The verdicts add up to 1999, not to the 2000 processed rows.'],
  [{ total: 2_001 }, {}, 1_600, '2000 of 2001 rows were processed.'],
  [{}, { after: 3_401 }, 1_600, '1600 rows were imported, but 1599 credits were spent.'],
  [{}, { reserved: 1 }, 1_600, '1 credits are still reserved.'],
  [{}, {}, 1_599, '1600 rows were imported, but the list has 1599.'],
])('reports numbers that do not add up: %o, %o, %i rows', (otherCounts, otherCredits, rows, wrong) => {
  expect(discrepancy({ ...counts, ...otherCounts }, { ...credits, ...otherCredits }, rows)).toBe(wrong)
})

it('shows verdicts that add up to the rows', () => {
  expect(describeCounts(counts, credits)).toEqual([
    'Verdict          Rows   Credits',
    '───────────────────────────────',
    'IMPORTED        1,600    −1,600    new in the list',
    'MERGED            200         0    same person as an earlier row; 80 filled empty fields',
    'CROSS_LIST         60         0    already in another list',
    'BLOCKED           100         0    company is on your block list',
    'INVALID            30         0    malformed, or identifies no one',
    'UNAFFORDABLE       10         0    no credits left',
    '───────────────────────────────',
    'processed       2,000    −1,600    of 2,000 rows',
    '',
    'Credits: 5,000 before, 1,600 spent, 3,400 after.',
  ])
})

it('shows how many companies were enriched, and why others were not', () => {
  const done = { status: 'IDLE', total: 1_200, processed: 1_200, enriched: 1_150, skipped: 40, failed: 10, error: null }
  const reasons = [
    { outcome: 'SKIPPED', count: 40, message: 'No page.' },
    { outcome: 'FAILED', count: 10, message: 'A dead page.' },
    { outcome: 'ENRICHED', count: 2, message: 'Not the website.' },
  ]
  expect(describeEnrichment({ ...done, reasons })).toEqual([
    '1,150 of 1,200 companies were enriched.',
    '  40 SKIPPED: No page.',
    '  10 FAILED: A dead page.',
  ])
})
