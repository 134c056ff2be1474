import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SimulationInput, simulateImport } from '../../../src/imports/preview/simulate.ts'
import { bytesOf } from '../../../src/uploads/encoding/text.ts'
import { findUpload, stageUpload } from '../../../src/uploads/stage.ts'
import { startTestApp } from '../../support/app.ts'
import { companyFile, matchingInput, peopleFile } from '../../support/colliding-files.ts'
import { createImporter, type ImportOptions, importInput } from '../../support/imports.ts'
import { runs } from '../../support/property-runs.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

const app = await startTestApp()
await skipEnrichment(app)

/** A file and how it is imported. */
type File = [csv: string, options?: ImportOptions]

interface Case {
  file: File
  /** What the list holds already; a new list where that is nothing. */
  listed?: readonly File[]
  /** What other lists hold. */
  elsewhere?: readonly File[]
  credits?: number
}

/** Simulates an import at several page sizes and then does it: the counts, and the result for each row. */
async function expectSame({ file: [csv, options], listed = [], elsewhere = [], credits = 1_000 }: Case) {
  const importer = await createImporter(app)
  await importer.query(
    'mutation { blockCompanies(input: { entries: [{ domain: "blocked.com", name: "Blocked" }, { name: "Banned" }] }) { __typename } }',
  )
  for (const [other, how] of elsewhere) await importer.importCsv(other, how)
  let into: { listId?: string } = {}
  for (const [before, how] of listed) {
    const { listId } = await importer.importCsv(before, { ...how, skipExistingCustomers: false, ...into })
    into = { listId }
  }
  await app.pool.query('UPDATE credit_accounts SET balance = $2 WHERE user_id = $1', [importer.userId, credits])

  const { id } = await stageUpload(app, importer.userId, { fileName: null, content: bytesOf(csv) })
  const upload = await findUpload(app.prisma, importer.userId, id)
  const input: SimulationInput = { ...importInput(csv, options), ...into }
  const simulated = []
  for (const pageSize of [1, 7, 5_000]) {
    const deps = { pool: app.pool, config: { pageSize } }
    simulated.push(
      await simulateImport(deps, importer.userId, upload, input, { examplesOfEach: Number.POSITIVE_INFINITY }),
    )
  }

  const imported = await importer.importCsv(csv, { ...options, ...into })
  const outcomes = await app.prisma.importOutcome.findMany({
    where: { runId: imported.runId },
    orderBy: { rowNumber: 'asc' },
    omit: { runId: true, ownerId: true, alsoMatchIds: true },
  })
  expect(imported.status).toBe('COMPLETED')
  for (const { rows, isComplete, counts, creditsAvailable, examples } of simulated) {
    expect({ rows, isComplete, creditsAvailable }).toEqual({
      rows: imported.counts.total,
      isComplete: true,
      creditsAvailable: credits,
    })
    expect({ ...counts, total: rows, processed: rows }).toEqual(imported.counts)
    const others = examples.filter(({ verdict }) => verdict !== 'IMPORTED')
    // Who was first imported by the file has an id only afterwards.
    const known = others.map(({ rowId, companyId, ...example }, at) => ({
      ...example,
      rowId: rowId ?? outcomes[at]?.rowId,
      companyId: companyId ?? outcomes[at]?.companyId,
    }))
    expect(known).toEqual(outcomes)
    expect(examples.map(({ rowNumber }) => rowNumber)).toEqual(Array.from({ length: rows }, (_, row) => row + 1))
  }
  return imported
}

/** Mappings of a file: each field to the column of its name, and some that map more or less. */
function variants(header: string, dataType: 'PEOPLE' | 'COMPANIES'): ImportOptions[] {
  const { personMapping, companyMapping } = importInput(header, { dataType })
  const custom = [{ column: 'note', name: 'Note' }]
  const inputs =
    dataType === 'COMPANIES'
      ? [{ companyMapping: { ...companyMapping, custom } }]
      : [
          { companyMapping: null, personMapping: { ...personMapping, custom } },
          { companyMapping: { city: 'company.city', custom } },
        ]
  return [{ dataType }, ...inputs.map((input) => ({ dataType, input }))]
}

const people = peopleFile.chain((csv) =>
  fc.tuple(fc.constant(csv), fc.constantFrom(...variants(csv, 'PEOPLE')), fc.boolean()).map(asFile),
)
const companies = companyFile.chain((csv) =>
  fc.tuple(fc.constant(csv), fc.constantFrom(...variants(csv, 'COMPANIES')), fc.boolean()).map(asFile),
)

function asFile([csv, options, skipExistingCustomers]: [string, ImportOptions, boolean]): File {
  return [csv, { ...options, skipExistingCustomers }]
}

const matched = (kind: fc.Arbitrary<File>, dataType: 'PEOPLE' | 'COMPANIES') =>
  fc
    .tuple(kind, matchingInput(dataType))
    .map(([[csv, options], matching]): File => [csv, { ...options, input: { ...options?.input, ...matching } }])
/** Files that are not all blank, so that they make a list. */
const some = (kind: fc.Arbitrary<File>, row: string) =>
  fc.array(
    kind.map(([csv, options = {}]): File => [`${csv}${row}\n`, options]),
    { minLength: 1, maxLength: 2 },
  )

const files = (kind: fc.Arbitrary<File>) => fc.array(kind, { maxLength: 2 })
const credits = fc.integer({ min: 1, max: 40 })

describe('a simulation and the import that follows, at page sizes 1, 7 and 5,000', () => {
  it.each([
    ['people', fc.record({ file: people, listed: files(people), elsewhere: files(people), credits })],
    [
      'companies',
      fc.record({ file: companies, listed: files(fc.oneof(companies, people)), elsewhere: files(companies), credits }),
    ],
    [
      'people, with any policy',
      fc.record({ file: matched(people, 'PEOPLE'), listed: some(people, 'Cy'), elsewhere: files(people), credits }),
    ],
    [
      'companies, with any policy',
      fc.record({
        file: matched(companies, 'COMPANIES'),
        listed: some(companies, 'cy.com'),
        elsewhere: files(companies),
        credits,
      }),
    ],
  ])(
    'a simulation equals the import for any files of %s',
    async (_what, cases) => {
      await fc.assert(
        fc.asyncProperty(cases, async (files) => {
          await expectSame(files)
        }),
        runs(6, 1),
      )
    },
    3_000_000,
  )

  it('a simulation equals the import if companies of a name are told apart by their cities', async () => {
    const header = 'name,linkedinUrl,city'
    const options: ImportOptions = { dataType: 'COMPANIES', skipExistingCustomers: false }
    const filled = `${header}\nAcme,,Paris\nAcme,linkedin.com/company/acme,Paris\nAcme,,Berlin\n`
    expect((await expectSame({ file: [filled, options] })).counts).toMatchObject({ imported: 2, merged: 1 })
    const input = {
      matchBy: ['NAME'],
      onMatch: { values: 'FILL_EMPTY', fields: [{ field: 'name', values: 'OVERWRITE' }] },
    }
    const narrowed = { ...options, input: { ...input, onMatch: { ...input.onMatch, rows: 'CREATE_AND_UPDATE' } } }
    const { counts } = await expectSame({
      file: [`${header}\nAcme,,Paris\nAcme,,Paris\n`, narrowed],
      listed: [[`${header}\nCy\n`, options]],
    })
    expect(counts).toMatchObject({ imported: 1, merged: 1 })
  })

  it('a simulation equals the import if several rows replace the employer of a person by the same one', async () => {
    const header = 'fullName,linkedinUrl,companyName,companyDomain'
    const overwrite = { onMatch: { values: 'OVERWRITE', fields: [], rows: 'CREATE_AND_UPDATE' } }
    const { counts } = await expectSame({
      file: [`${header}\n,linkedin.com/in/b,,acme.com\n,linkedin.com/in/b,Acme,\n`, { input: overwrite }],
      listed: [[`${header}\nAnn,,Acme,acme.com\nBea,linkedin.com/in/b,Globex,globex.com\n`]],
    })
    expect(counts).toMatchObject({ merged: 2, companiesLinked: 1 })
  })

  it('a simulation equals the import if rows merge with one of many namesakes after the other', async () => {
    const crowd = Array.from({ length: 40 }, (_, at) => `Jane,Acme,jane${at}@acme.com,`)
    const profiles = Array.from({ length: 45 }, (_, at) => `Jane,Acme,,linkedin.com/in/jane${at}`)
    const header = 'fullName,companyName,email,linkedinUrl'
    const { counts } = await expectSame({
      file: [[header, ...profiles, ...profiles, ''].join('\n')],
      listed: [[[header, ...crowd, ''].join('\n')]],
    })
    expect(counts).toMatchObject({ imported: 5, merged: 85, updated: 40 })
  })

  it.each<[kind: 'PEOPLE' | 'COMPANIES', columns: string[], leads: string[][]]>([
    [
      'PEOPLE',
      'fullName email linkedinUrl salesNavUrl companyDomain companyLinkedinUrl companyName location city phone'.split(
        ' ',
      ),
      [
        ['', 'a@a.example', '', '', '', '', '', '', ''],
        ['', '', 'linkedin.com/in/b', '', '', '', '', '', ''],
        ['', '', '', 'linkedin.com/sales/people/C', '', '', '', '', ''],
        ['Dan', '', '', '', 'd.example', '', '', '', ''],
        ['Eve', '', '', '', '', 'linkedin.com/company/e', '', '', ''],
        ['Flo', '', '', '', '', '', 'F', '', ''],
        ['Gus', '', '', '', '', '', '', 'Berlin', ''],
        ['Hal', '', '', '', '', '', '', '', 'Berlin'],
        ['Ida', '', '', '', '', '', '', '', ''],
      ],
    ],
    [
      'COMPANIES',
      'name domain website linkedinUrl phone'.split(' '),
      [
        ['A', '', '', ''],
        ['', 'b.example', '', ''],
        ['', '', 'www.c.example', ''],
        ['', '', '', 'linkedin.com/company/d'],
      ],
    ],
  ])(
    'a simulation equals the import if %s of earlier pages are filled and then matched by any identifier',
    async (dataType, columns, leads) => {
      const rows = leads.flatMap((lead) => ['', '1', '2'].map((phone) => [...lead, phone].join(',')))
      const { counts } = await expectSame({ file: [[columns.join(','), ...rows, ''].join('\n'), { dataType }] })
      // By the name alone, another phone is another person.
      const others = dataType === 'PEOPLE' ? 1 : 0
      const { length } = leads
      expect(counts).toMatchObject({ imported: length + others, merged: 2 * length - others, updated: length })
    },
  )

  it('a simulation equals the import if one page fills a stored company that later pages use', async () => {
    const { counts } = await expectSame({
      file: [
        'name,domain,city,linkedinUrl\nAcme,,Berlin,\nAcme,acme.com,,\n,acme.com,,linkedin.com/company/acme\nAcme,acme.io,,\n,,Paris,linkedin.com/company/acme\nAcme,,Rome,\n',
        { dataType: 'COMPANIES' },
      ],
      listed: [['fullName,companyName\nJane,Acme\n']],
    })
    expect(counts).toMatchObject({ imported: 2, merged: 4, updated: 3 })
  })
})
