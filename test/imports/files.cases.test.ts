import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importAlone } from '../support/import-alone.ts'

const folder = process.env['CASES_DIR'] ?? ''
const isThere = folder !== '' && existsSync(folder)

describe.skipIf(!isThere)('files of bug reports (skipped unless CASES_DIR names their folder)', () => {
  it.each<[name: string, expected: object]>([
    ['company-facts-without-a-company', { imported: 2, companies: 0 }],
    ['email-forms', { imported: 5, merged: 6 }],
    [
      'floats-in-phones',
      { people: [{ phone: '447911123456' }, {}], warnings: [expect.stringContaining('scientific notation')] },
    ],
    ['fold-forgets-case-after-nfkd', { imported: 3, merged: 3, companies: 3 }],
    ['headerless-first-lead-lost', { headerLine: 0, imported: 3, warnings: [expect.stringContaining('no header')] }],
    ['html-entities', { imported: 2, merged: 2, companies: 2 }],
    ['invisible-characters-in-emails', { imported: 1, merged: 4, people: [{ email: 'ann@a.example' }] }],
    ['linkedin-internal-ids', { imported: 2, merged: 2 }],
    ['linkedin-member', { imported: 1, invalid: 4 }],
    ['linkedin-prefix-twice', { imported: 6, merged: 0 }],
    ['linkedin-url-with-something-after', { imported: 1, merged: 8 }],
    ['merged-by-the-bare-name', { imported: 2, merged: 0 }],
    [
      'name-beside-first-and-last-is-the-company',
      { imported: 3, companies: 2, people: [{ companyName: 'Alder' }, {}, {}] },
    ],
    ['one-legacy-line-garbles-all', { imported: 21 }],
    ['placeholders-are-values', { imported: 5, merged: 0, companies: 0 }],
    ['quotes-after-a-blank', { imported: 2, merged: 1, people: [{}, { companyName: 'Birch, Ltd' }] }],
    ['report-footer-becomes-leads', { rows: 2, imported: 2, warnings: [expect.stringContaining('below the table')] }],
    ['rows-of-delimiters-are-rows', { rows: 2, imported: 2 }],
    ['self-employed-is-no-company', { imported: 5, companies: 1 }],
    ['shared-hosts-merge-companies', { dataType: 'COMPANIES', imported: 8 }],
    ['zoom-attendee-report', { headerLine: 9, rows: 4, imported: 4 }],
  ])('imports %s', (name, expected) => {
    expect(importAlone(readFileSync(join(folder, `${name}.csv`)))).toMatchObject(expected)
  })
})
