import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { companyFile, matchingInput, peopleFile } from '../../support/colliding-files.ts'
import { createImporter, type ImportOptions } from '../../support/imports.ts'
import { runs } from '../../support/property-runs.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

const apps = await Promise.all([1, 7, 5_000].map((pageSize) => startTestApp({ pageSize })))
await Promise.all(apps.map(skipEnrichment))

/** Imports files one after the other into lists of one user, and answers all that can be seen of them. */
async function outcomeOf(app: TestApp, files: readonly string[], options: ImportOptions & { credits?: number } = {}) {
  const importer = await createImporter(app, options.credits)
  await importer.query(
    'mutation { blockCompanies(input: { entries: [{ domain: "blocked.com", name: "Blocked" }, { name: "Banned" }] }) { __typename } }',
  )
  const seen = []
  for (const file of files) {
    const { status, wasCapped, counts, outcomes, rows, companies } = await importer.importCsv(file, options)
    seen.push({ status, wasCapped, counts, outcomes, rows, companies })
  }
  return seen
}

/** Imports a file into a list, then others with each its own settings, and returns what can be seen after each. */
async function outcomeOfPolicies(
  app: TestApp,
  first: string,
  others: readonly { file: string; input: object }[],
  options: ImportOptions,
) {
  const importer = await createImporter(app)
  const { listId } = await importer.importCsv(first, options)
  const seen = []
  for (const { file, input } of others) {
    const imported = await importer.importCsv(file, { ...options, listId, input: { ...input } })
    const { status, counts, outcomes, rows, companies } = imported
    seen.push({ status, counts, outcomes, rows, companies })
  }
  return seen
}

async function expectSame(files: readonly string[], options?: ImportOptions & { credits?: number }) {
  const [reference, ...others] = await Promise.all(apps.map((app) => outcomeOf(app, files, options)))
  for (const other of others) expect(other).toEqual(reference)
  return reference
}

describe('the same file gives the same rows and verdicts at page sizes 1, 7 and 5,000', () => {
  it('where merges chain through a page: each fills in the key by which the next is recognised', async () => {
    const [seen] =
      (await expectSame([
        [
          'fullName,email,linkedinUrl,companyName,location,phone',
          'Jane Doe,,,,Berlin,',
          'Jane Doe,,,Acme,Berlin,',
          'Jane Doe,jane@acme.com,,Acme Inc,,',
          ',jane@acme.com,linkedin.com/in/jane,,,',
          ',,linkedin.com/in/jane,,,+49',
          'John Roe,john@acme.com,,,,',
          'J. Roe,john@acme.com,linkedin.com/in/jane,,,',
          'John Roe,,linkedin.com/in/john,Acme,,',
          '',
        ].join('\n'),
      ])) ?? []
    expect(seen?.counts).toMatchObject({ imported: 2, merged: 6 })
    expect(seen?.rows[0]).toMatchObject({ email: 'jane@acme.com', linkedinUrl: 'linkedin.com/in/jane', phone: '+49' })
  })

  it('where credits run out in the middle', async () => {
    const rows = Array.from({ length: 30 }, (_, row) => `Person ${row % 20},p${row % 20}@x.com`)
    const [seen] = (await expectSame([`fullName,email\n${rows.join('\n')}\n`], { credits: 12 })) ?? []
    expect(seen?.counts).toMatchObject({ imported: 12, unaffordable: 8, merged: 10 })
  })

  it.each<[string, string, ImportOptions]>([
    [
      'where a website would give a company the domain of another',
      'name,domain,website\n,,acme.com\nAcme,linktr.ee/foo,\nAcme,gamma.com,acme.com\n',
      { dataType: 'COMPANIES' },
    ],
    [
      'where a list of technologies names none',
      'domain,technologies\nacme.com,;\nacme.com,Go\n',
      { dataType: 'COMPANIES' },
    ],
    [
      'where a row has the profiles of two people',
      'fullName,linkedinUrl,salesNavUrl\nBob,/in/bob,\nAnn,/in/ann,\nAnn,/in/ann,/in/bob\n',
      {},
    ],
  ])('%s', async (_where, file, options) => {
    const [seen] = (await expectSame([file], options)) ?? []
    expect(seen?.status).toBe('COMPLETED')
  })

  it('for any two files of people who share names, addresses, profiles and companies', async () => {
    await fc.assert(
      fc.asyncProperty(peopleFile, peopleFile, fc.integer({ min: 5, max: 60 }), async (first, second, credits) => {
        await expectSame([first, second], { credits })
      }),
      runs(15, 1),
    )
  })

  it.each([
    ['people', 'PEOPLE', peopleFile],
    ['companies', 'COMPANIES', companyFile],
  ] as const)('for any policy, of %s', async (_what, dataType, file) => {
    // A file of blank lines is refused.
    const rows = file.map((csv) => `${csv}${dataType === 'PEOPLE' ? 'Cy' : 'cy.com'}\n`)
    const imports = fc.array(fc.record({ file: rows, input: matchingInput(dataType) }), { minLength: 1, maxLength: 2 })
    await fc.assert(
      fc.asyncProperty(rows, imports, async (first, others) => {
        const [reference, ...rest] = await Promise.all(
          apps.map((app) => outcomeOfPolicies(app, first, others, { dataType })),
        )
        for (const other of rest) expect(other).toEqual(reference)
      }),
      { ...runs(30, 1), endOnFailure: true },
    )
  })

  it('for any two files of companies that share names, domains and pages', async () => {
    await fc.assert(
      fc.asyncProperty(companyFile, companyFile, async (first, second) => {
        await expectSame([first, second], { dataType: 'COMPANIES' })
      }),
      runs(15, 1),
    )
  })
})
