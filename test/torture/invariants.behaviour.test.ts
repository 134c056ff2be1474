import { describe, expect, it } from 'vitest'
import { findViolations } from '../../torture/harness/invariants.ts'
import { runScript } from '../../torture/harness/run-script.ts'
import { startTestApp } from '../support/app.ts'
import { createImporter } from '../support/imports.ts'

const app = await startTestApp({ pageSize: 3 })
const { importCsv } = await createImporter(app, 100)
const people = await importCsv(
  [
    'fullName,email,linkedinUrl,companyName,companyDomain,companyLinkedinUrl',
    'Ada Lovelace,ada@a.example,https://www.linkedin.com/in/ada,Engines,engines.example,https://www.linkedin.com/company/engines',
    'Ada Lovelace,ada@a.example,,Engines,,',
    'Bob,bob@b.example,https://www.linkedin.com/in/bob,Belts,,',
    '-,-,,,,',
    'Cy,cy@c.example,,Gears,gears.example,',
  ].join('\n'),
)
const companies = await importCsv(
  'name,domain,technologies,employeeCount\nCogs,cogs.example,Perl; C,120\nCogs,cogs.example,,',
  { dataType: 'COMPANIES', name: 'Companies' },
)

describe('the invariants checked after each scenario', () => {
  it('ordinary imports violate no invariant', async () => {
    expect(people.counts).toMatchObject({ imported: 3, merged: 1, invalid: 1, companiesCreated: 3 })
    expect(companies.counts).toMatchObject({ imported: 1, merged: 1 })
    expect(await findViolations(app.pool)).toEqual([])
  })

  // Each case adds to the damage of those before.
  it.each<[string, RegExp, string]>([
    ['an extra credit on an account', /the ledger says/, 'UPDATE credit_accounts SET balance = balance + 1'],
    [
      'a reservation without a run',
      /user \d+: balance \d+ and reserved 1, but/,
      'UPDATE credit_accounts SET reserved = 1',
    ],
    [
      'a page that was charged twice',
      /captured 2 times/,
      `DROP INDEX one_capture_per_page;
       INSERT INTO credit_entries (user_id, kind, amount, reserved_amount, quantity, run_id, page)
       SELECT user_id, kind, amount, reserved_amount, quantity, run_id, page FROM credit_entries WHERE kind = 'CAPTURE' LIMIT 1`,
    ],
    ['a lost outcome', /its outcomes are 0, 0, 0, 1, 0 and 0/, `DELETE FROM import_outcomes WHERE verdict = 'MERGED'`],
    [
      'a run that has read more rows than it has given verdicts',
      /has read 6 rows and given 5 verdicts/,
      `UPDATE import_runs SET cursor = '6' WHERE data_type = 'PEOPLE'`,
    ],
    [
      'a lead that was written twice',
      /holds 4 people/,
      `INSERT INTO list_rows (owner_id, list_id, source, full_name, email, slug_key, email_key, held)
       SELECT owner_id, list_id, source, full_name, email, slug_key, email_key, held FROM list_rows WHERE full_name = 'Bob'`,
    ],
    ['two people with one profile', /2 people with the slug_key bob/, 'SELECT'],
    [
      'two people with one e-mail address',
      /with the e-mail address/,
      `UPDATE list_rows SET held = 8, slug_key = NULL WHERE full_name = 'Bob'`,
    ],
    [
      'a value that was overwritten',
      /where row 1 should be, the fullName is Eve/,
      `UPDATE list_rows SET full_name = 'Eve' WHERE email LIKE 'ada%'`,
    ],
    [
      'an enrichment that lost a company',
      /the enrichment of list .* is/,
      'UPDATE enrichments SET total = total + 1, skipped = skipped + 1',
    ],
    [
      'a company that was lost',
      /holds 0 people and 0 companies as leads/,
      `DELETE FROM company_rows WHERE imported_as_lead`,
    ],
  ])('finds %s', async (_what, message, statements) => {
    const found = async () => (await findViolations(app.pool)).filter((line) => message.test(line))
    if (statements !== 'SELECT') expect(await found()).toEqual([])
    await runScript(app.pool, statements)
    expect(await found()).not.toEqual([])
  })
})
