import type pg from 'pg'
import { beforeAll, describe, expect, it } from 'vitest'
import { transaction } from '../../../src/db/client.ts'
import { planColumns, readLead } from '../../../src/imports/leads/mapping.ts'
import { judgePage } from '../../../src/imports/verdicts/judge-page.ts'
import { startTestApp } from '../../support/app.ts'
import { createImporter, type Importer } from '../../support/imports.ts'
import { skipEnrichment } from '../../support/skip-enrichment.ts'

const app = await startTestApp()
await skipEnrichment(app)
const stored = 2_000
const asked = 20
const columns = ['fullName', 'email', 'companyName', 'companyDomain', 'companyLinkedinUrl', 'linkedinUrl', 'city']

function cellsOf(row: number): string[] {
  const company = `firm${row}`
  return [
    `Person ${row}`,
    `p${row}@${company}.example`,
    company,
    `${company}.com`,
    `linkedin.com/company/${company}`,
    `linkedin.com/in/person-${row}`,
    'Berlin',
  ]
}

const csvOf = (rows: number) => [columns, ...Array.from({ length: rows }, (_, row) => cellsOf(row))].join('\n')

let importer: Importer
let listId: string

/** Returns how many stored rows Postgres reads to judge a page of known people and companies. */
async function rowsRead(dataType: 'PEOPLE' | 'COMPANIES'): Promise<{ people: number; companies: number }> {
  const mapping = Object.fromEntries(columns.map((column) => [column, column]))
  const company = { name: 'companyName', domain: 'companyDomain', linkedinUrl: 'companyLinkedinUrl' }
  const plan = planColumns(columns, dataType, { person: mapping, company })
  const leads = Array.from({ length: asked }, (_, row) => readLead({ cells: cellsOf(row), broken: false }, row, plan))
  const where = {
    ownerId: importer.userId,
    listId,
    dataType,
    skipExistingCustomers: true,
    onMatch: null,
    matchBy: null,
  }
  return await transaction(app.pool, async (client) => {
    const before = await readSoFar(client)
    const { counts } = await judgePage(client, { where, leads, affordable: asked })
    expect(counts).toMatchObject({ merged: asked })
    const after = await readSoFar(client)
    return { people: after.people - before.people, companies: after.companies - before.companies }
  })
}

/** Returns how many rows the session has read and not reported yet. */
async function readSoFar(client: pg.ClientBase): Promise<{ people: number; companies: number }> {
  const count = (table: string) =>
    `(SELECT (seq_tup_read + idx_tup_fetch)::int FROM pg_stat_xact_user_tables WHERE relname = '${table}')`
  const { rows } = await client.query<{ people: number; companies: number }>(
    `SELECT ${count('list_rows')} AS people, ${count('company_rows')} AS companies`,
  )
  return rows[0] ?? { people: 0, companies: 0 }
}

describe('a page reads only the rows that its keys name', () => {
  beforeAll(async () => {
    for (const table of ['list_rows', 'company_rows']) {
      await app.pool.query(`ALTER TABLE ${table} SET (autovacuum_enabled = off)`)
    }
    const other = await createImporter(app, 200)
    await other.importCsv(csvOf(200))
    await app.pool.query('ANALYZE list_rows, company_rows')
    importer = await createImporter(app, stored)
    listId = (await importer.importCsv(csvOf(stored))).listId
  })

  const expectFew = async () => {
    // Each person is found by up to seven keys, and each company by three.
    const reads = [await rowsRead('PEOPLE'), await rowsRead('COMPANIES')]
    for (const { people, companies } of reads) {
      expect(people).toBeLessThanOrEqual(asked * 12)
      expect(companies).toBeLessThanOrEqual(asked * 5)
    }
  }

  it('where the statistics are those of another owner', expectFew)

  it('where there are none', async () => {
    await app.pool.query(`DELETE FROM pg_statistic WHERE starelid IN ('list_rows'::regclass, 'company_rows'::regclass)`)
    await app.pool.query(
      `UPDATE pg_class SET relpages = 0, reltuples = -1
       WHERE oid IN (SELECT 'list_rows'::regclass UNION SELECT 'company_rows'::regclass
         UNION SELECT indexrelid FROM pg_index WHERE indrelid IN ('list_rows'::regclass, 'company_rows'::regclass))`,
    )
    await expectFew()
  })

  it('where they are those of empty tables', async () => {
    await app.pool.query(
      `UPDATE pg_class SET relpages = 0, reltuples = 0 WHERE oid IN ('list_rows'::regclass, 'company_rows'::regclass)`,
    )
    await expectFew()
  })

  it('where they are up to date', async () => {
    await app.pool.query('ANALYZE list_rows, company_rows')
    await expectFew()
  })
})
