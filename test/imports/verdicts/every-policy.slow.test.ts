import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { companyIds, rowIds } from '../../../src/db/ids.ts'
import { startImportIntoList, startListImport } from '../../../src/imports/start/start-import.ts'
import { importTask } from '../../../src/imports/task.ts'
import { tiersOf } from '../../../src/imports/verdicts/policy.ts'
import { createLog } from '../../../src/log.ts'
import { createSandbox } from '../../../src/providers/sales-nav/sandbox.ts'
import { createUser } from '../../../src/users/users.ts'
import { createDatabase } from '../../support/database.ts'
import { importInput } from '../../support/imports.ts'
import { sample } from '../../support/property-runs.ts'

const { pool, prisma, url } = await createDatabase()
const config = loadConfig({ DATABASE_URL: url })
const deps = { pool, prisma, config }
const accounts = createSandbox()
const job = {
  signal: new AbortController().signal,
  log: createLog({ logLevel: 'silent', logFormat: 'json' }),
  // Before all that wait, which no worker takes: the job keeps its run to the end.
  priority: -1_000_000,
}
const pageSizes = [1, 7, 5_000]

type DataType = 'PEOPLE' | 'COMPANIES'

/** What a match does, and what matches. */
interface Settings {
  rows: 'CREATE_AND_UPDATE' | 'CREATE_ONLY' | 'UPDATE_ONLY'
  values: 'FILL_EMPTY' | 'OVERWRITE'
  fields: { field: string; values: 'FILL_EMPTY' | 'OVERWRITE' }[]
  matchBy: string[] | null
}

/** Files of few rows that pass keys on, take those of others, contradict each other and name each other by id. */
const files = {
  PEOPLE: {
    elsewhere: ['email,companyName', 'gus@globex.com,Globex'],
    first: [
      'fullName,email,linkedinUrl,companyName,companyDomain,location,phone,company.city,note',
      'Ann,ann@acme.com,/in/ann,Acme,acme.com,Berlin,,,a',
      'Bob,bob@acme.com,/in/bob,Acme,,Paris,1,,',
      'Ann,ann@gmail.com,,Globex,globex.com,,,Rome,',
      'Cy,,,,,Rome,,,',
    ],
    second: [
      'rowId,fullName,email,linkedinUrl,companyName,companyDomain,location,phone,company.city,note',
      '#2,Rob,ann@acme.com,,Initech,,,2,,b',
      '#1,Anne,ann@new.com,,,,,3,,',
      ',,ann@acme.com,/in/zed,Zed,zed.com,,4,Oslo,c',
      ',Ann,,/in/bob,Globex,,Berlin,5,,',
      '#99,Cy,info@globex.com,,Globex,globex.com,Rome,6,Bonn,d',
      ',Dee,,,Acme,,Rome,,Kiel,',
      ',Dee,dee@acme.com,,Acme,acme.com,,7,,e',
      ',,dee@acme.com,/in/ann,,,,8,,',
      '#4,,,,,,,9,,',
      ',Gus,gus@globex.com,,,,,,,',
    ],
  },
  COMPANIES: {
    elsewhere: ['name,domain', 'Gamma,gamma.com'],
    first: [
      'name,domain,linkedinUrl,city,industry,note',
      'Acme,acme.com,/company/acme,Berlin,,a',
      'Globex,globex.com,,,Oil,',
      'Initech,,/company/initech,Paris,,',
      'Umbra,,,Rome,,',
    ],
    second: [
      'rowId,name,domain,website,linkedinUrl,city,industry,note',
      '#2,Globex,acme.com,,,,Gas,b',
      '#1,Acme,acme.io,,,,,',
      ',Nova,acme.com,,,,Tin,c',
      ',Acme,,linktr.ee/acme,/company/globex,,,',
      ',Initech,globex.com,,,Bonn,,',
      '#99,Umbra,umbra.com,,,,,d',
      ',Umbra,,umbra.com,,Rome,Zinc,',
      ',Initech Inc.,,,/company/initech,Paris,Iron,e',
      '#4,,,,,,Lead,',
      ',Gamma,gamma.com,,,,,',
    ],
  },
} as const

/** The fields of the files, of people and of their companies. */
const fieldNames = {
  PEOPLE: [
    ...['fullName', 'email', 'linkedinUrl', 'companyName', 'companyDomain', 'location', 'phone'],
    ...['name', 'domain', 'company.city', 'custom', 'custom.note'],
  ],
  COMPANIES: ['name', 'domain', 'website', 'linkedinUrl', 'city', 'industry', 'custom', 'custom.note'],
}

/** Imports a file into a list of a user, a new one without `listId`. */
async function importFile(
  ownerId: number,
  dataType: DataType,
  lines: readonly string[],
  { listId, pageSize = 5_000, settings }: { listId?: string; pageSize?: number; settings?: Settings } = {},
) {
  const custom = lines[0]?.includes('note') ? [{ column: 'note', name: 'note' }] : []
  const { personMapping, companyMapping, ...input } = importInput(`${lines.join('\n')}\n`, { dataType })
  const { matchBy = null, ...onMatch } = settings ?? {}
  const given = {
    ...input,
    ...(dataType === 'PEOPLE' ? { personMapping: { ...personMapping, custom }, companyMapping } : {}),
    ...(dataType === 'COMPANIES' ? { companyMapping: { ...companyMapping, custom } } : {}),
    ...(settings === undefined ? {} : { onMatch, matchBy }),
    ...{ waitSeconds: 0, name: 'A list' },
  }
  const { id: runId, ...run } =
    listId === undefined
      ? await startListImport(deps, ownerId, given as never)
      : await startImportIntoList(deps, ownerId, { ...given, listId } as never)
  const task = importTask({ pool, config: { ...config, pageSize }, accounts })
  let status: string
  do {
    await task({ runId }, job)
    ;({ status } = await prisma.importRun.findFirstOrThrow({ where: { id: runId }, select: { status: true } }))
  } while (status === 'RUNNING')
  return { runId, listId: run.targetListId }
}

/** A user with two lists, whom others are copies of. */
async function createTemplate(dataType: DataType) {
  const { elsewhere, first, second } = files[dataType]
  const ownerId = await newUser()
  await importFile(ownerId, dataType, elsewhere)
  const { listId } = await importFile(ownerId, dataType, first)
  const [table, lead] = dataType === 'PEOPLE' ? ['list_rows', rowIds] : ['company_rows', companyIds]
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM ${table} WHERE owner_id = $1 AND list_id = $2 ORDER BY id`,
    [ownerId, listId],
  )
  const idOf = (place: number) => lead.encode(Number(rows[place - 1]?.id ?? 999_999_999))
  return { ownerId, listId, lines: second.map((line) => line.replace(/^#(\d+)/, (_, place) => idOf(Number(place)))) }
}

const templates = { PEOPLE: await createTemplate('PEOPLE'), COMPANIES: await createTemplate('COMPANIES') }

async function newUser(): Promise<number> {
  return (await createUser(pool, { email: `${crypto.randomUUID()}@example.com`, name: 'A', credits: 9 })).id
}

/** Imports the second file into a list with the first, and returns all that can be seen of it. */
async function outcomeOf(dataType: DataType, settings: Settings, pageSize: number): Promise<unknown> {
  const { ownerId: from, listId, lines } = templates[dataType]
  const ownerId = await newUser()
  const changes = { owner_id: ownerId, run_id: null, row_number: null }
  for (const table of ['lists', 'company_rows', 'list_rows']) {
    await pool.query(
      `INSERT INTO ${table} SELECT copy.* FROM ${table} t, jsonb_populate_record(NULL::${table}, to_jsonb(t) || $2) AS copy
       WHERE t.owner_id = $1`,
      [from, changes],
    )
  }
  const { runId } = await importFile(ownerId, dataType, lines, { listId, pageSize, settings })
  const { rows } = await pool.query<{ seen: unknown }>(seen, [ownerId, listId, runId])
  return rows[0]?.seen
}

/** Rows by their place in the list instead of their ids, with their keys. */
const seen = `
  WITH people AS (SELECT *, row_number() OVER (ORDER BY id) AS place FROM list_rows WHERE owner_id = $1 AND list_id = $2),
  companies AS (SELECT *, row_number() OVER (ORDER BY id) AS place FROM company_rows WHERE owner_id = $1 AND list_id = $2),
  volatile AS (SELECT ARRAY['id', 'owner_id', 'list_id', 'run_id', 'company_id', 'added_at', 'updated_at'] AS names)
  SELECT json_build_object(
    'people', (SELECT json_agg((to_jsonb(people) - names) || jsonb_build_object('company', (SELECT place FROM companies WHERE id = company_id), 'isNew', run_id = $3) ORDER BY place) FROM people),
    'companies', (SELECT json_agg((to_jsonb(companies) - names) || jsonb_build_object('isNew', run_id = $3) ORDER BY place) FROM companies),
    'outcomes', (SELECT json_agg(json_build_array(row_number, verdict, reason_code, (SELECT place FROM people WHERE id = row_id),
        (SELECT place FROM companies WHERE id = company_id), cardinality(also_match_ids)) ORDER BY row_number)
      FROM import_outcomes WHERE owner_id = $1 AND run_id = $3),
    'duplicates', (SELECT json_agg(json_build_array((SELECT place FROM people WHERE id = a_id), (SELECT place FROM people WHERE id = b_id), reason_code)
        ORDER BY id) FROM possible_duplicates WHERE owner_id = $1 AND list_id = $2),
    'run', (SELECT json_build_array(status, total, imported, merged, updated, cross_list_skipped, blocked, invalid, unaffordable, no_match,
        companies_created, companies_linked, also_matches, reserved, released, was_capped) FROM import_runs WHERE owner_id = $1 AND id = $3)
  ) AS seen FROM volatile`

/** Whether the outcome is the same at all page sizes; the settings of the first that is not are part of the message. */
async function expectSame(dataType: DataType, all: readonly Settings[]): Promise<Set<string>> {
  const outcomes = new Set<string>()
  for (const settings of sample(all, 9)) {
    const [first, ...others] = await Promise.all(pageSizes.map((pageSize) => outcomeOf(dataType, settings, pageSize)))
    for (const other of others) expect(other, JSON.stringify(settings)).toEqual(first)
    outcomes.add(JSON.stringify(first))
  }
  return outcomes
}

/** Returns null, for all names, and every choice of some. */
function subsetsOf(names: readonly string[]): (string[] | null)[] {
  const all = Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.filter((_name, at) => (bits >> at) % 2 === 1),
  )
  return [null, ...all.filter((subset) => subset.length > 0)]
}

const policies = (['CREATE_AND_UPDATE', 'CREATE_ONLY', 'UPDATE_ONLY'] as const).flatMap((rows) =>
  (['FILL_EMPTY', 'OVERWRITE'] as const).map((values) => ({ rows, values })),
)

describe.each(['PEOPLE', 'COMPANIES'] as const)('%s: the same outcome at page sizes 1, 7 and 5,000', (dataType) => {
  it.each(policies)('with $rows and $values, whatever may match', async (policy) => {
    const all = subsetsOf(tiersOf(dataType)).map((matchBy) => ({ ...policy, fields: [], matchBy }))
    const outcomes = await expectSame(dataType, all)
    expect(outcomes.size).toBeGreaterThan(1)
  })

  it.each(policies)('with $rows and $values, but for any one field', async (policy) => {
    const values = policy.values === 'OVERWRITE' ? 'FILL_EMPTY' : 'OVERWRITE'
    const all = fieldNames[dataType].map((field) => ({
      ...policy,
      fields: [{ field, values } as const],
      matchBy: null,
    }))
    const outcomes = await expectSame(dataType, all)
    // A row that matches changes nothing, whatever happens to its values.
    if (policy.rows === 'CREATE_ONLY') expect(outcomes.size).toBe(1)
    else expect(outcomes.size).toBeGreaterThan(1)
  })
})
