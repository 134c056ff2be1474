import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { createPool, createPrisma } from '../../src/db/client.ts'
import { migrate } from '../../src/db/migrate.ts'
import { deleteUserWithRuns } from '../../src/deletion/delete-user.ts'
import { findActive } from '../../src/enrichment/enrichments.sql.ts'
import { outcomesCsv } from '../../src/imports/outcomes/outcomes-csv.ts'
import { outcomesLink, outcomesSubject } from '../../src/imports/outcomes/outcomes-link.ts'
import { takeRun } from '../../src/imports/run/lifecycle.ts'
import { createLog } from '../../src/log.ts'
import { createSandbox } from '../../src/providers/sales-nav/sandbox.ts'
import { stagedRecords } from '../../src/uploads/chunks.ts'
import { DownloadLinks } from '../../src/users/download-links.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { operatorOf } from '../support/operation.ts'
import { whenOver } from '../support/when-over.ts'

/** The last migration of the release before. */
const released = '20261129010000_staged_bytes'

const ada = 1
const [list, run, waiting, upload, workbook, enrichment, batch] = [1, 2, 3, 4, 5, 6, 7].map(
  (digit) => `${String(digit).repeat(8)}-1111-4111-8111-111111111111`,
) as [string, string, string, string, string, string, string]

/** A filled database as that release leaves it. */
const filled = `
  INSERT INTO users (email, name) VALUES ('ada@example.com', 'Ada'), ('bob@example.com', 'Bob');
  INSERT INTO api_tokens (user_id, hash, prefix) VALUES (1, '\\x01', 'ls_ada');
  INSERT INTO credit_accounts (user_id, balance) VALUES (1, 70), (2, 0);
  INSERT INTO linkedin_accounts (id, user_id, provider_account_id, name, status, has_sales_navigator)
    VALUES ('99999999-1111-4111-8111-111111111111', 1, 'ada', 'Ada', 'OK', true);
  INSERT INTO lists (id, owner_id, name) VALUES ('${list}', 1, 'Leads');
  INSERT INTO company_rows (owner_id, list_id, source, imported_as_lead, name, domain, domain_key, linkedin_key, technologies)
    SELECT 1, '${list}', 'IMPORT', false, 'Company ' || n, n || '.example', n || '.example', 'company-' || n, '{}'
    FROM generate_series(1, 3) n;
  INSERT INTO list_rows (owner_id, list_id, company_id, source, full_name, email, email_key, held)
    SELECT 1, '${list}', 1 + n % 3, 'IMPORT', 'Person ' || n, n || '@x.example', n || '@x.example', 8 FROM generate_series(1, 30) n;
  INSERT INTO blocked_companies (id, owner_id, domain, domain_key)
    VALUES ('88888888-1111-4111-8111-111111111111', 1, 'blocked.example', 'blocked.example');
  INSERT INTO workbooks (id, owner_id) VALUES ('${workbook}', 1);
  INSERT INTO workbook_chunks (workbook_id, seq, content) VALUES ('${workbook}', 0, '\\x504b');
  INSERT INTO uploads (id, owner_id, byte_size, workbook_id, header_line, columns, total_rows, sample_rows, warnings, expires_at)
    VALUES ('${upload}', 1, 10, '${workbook}', 1, '{Name,Email}', 2, '[]', '{}', now() + interval '1 hour');
  INSERT INTO upload_chunks (upload_id, seq, first_row, row_count, content)
    VALUES ('${upload}', 0, 1, 2, E'Zoe,zoe@x.example\\nYan,yan@x.example\\n');
  INSERT INTO import_runs (id, owner_id, list_id, target_list_id, kind, data_type, status, upload_id, columns, account_id,
      skip_existing_customers, reserved, total, imported, invalid, mutation, finished_at)
    VALUES ('${run}', 1, '${list}', '${list}', 'CSV', 'PEOPLE', 'COMPLETED', '${upload}', '{Name,Email}', NULL, true, 30, 31, 30, 1,
      'createListWithImport', now());
  INSERT INTO import_runs (id, owner_id, list_id, target_list_id, kind, data_type, upload_id, columns, account_id,
      skip_existing_customers, reserved, total, mutation, person_mapping)
    VALUES ('${waiting}', 1, '${list}', '${list}', 'CSV', 'PEOPLE', '${upload}', '{Name,Email}', '99999999-1111-4111-8111-111111111111',
      true, 0, 2, 'importIntoList', '{"fullName": "Name"}');
  INSERT INTO import_outcomes (run_id, row_number, verdict, reason_code, reason, cells)
    VALUES ('${run}', 31, 'INVALID', 'NOBODY', 'Names no one.', '{-,-}');
  INSERT INTO credit_entries (user_id, kind, amount, reserved_amount, quantity) VALUES (1, 'GRANT', 100, 0, 100);
  INSERT INTO credit_entries (user_id, kind, amount, reserved_amount, quantity, run_id, page)
    VALUES (1, 'RESERVE', 0, 30, 30, '${run}', NULL), (1, 'CAPTURE', -30, -30, 30, '${run}', 0);
  INSERT INTO enrichments (id, owner_id, list_id, status, requested, planned, total)
    VALUES ('${enrichment}', 1, '${list}', 'ENRICHING', 1, 1, 3);
  INSERT INTO enrichment_batches (id, enrichment_id, snapshot_id) VALUES ('${batch}', '${enrichment}', 's');
  INSERT INTO enrichment_items (company_id, enrichment_id, batch_id, linkedin_key, status)
    SELECT n, '${enrichment}', CASE n WHEN 1 THEN '${batch}'::uuid END, 'company-' || n,
      (CASE n WHEN 1 THEN 'SENT' ELSE 'PENDING' END)::enrichment_item_status FROM generate_series(1, 3) n;
  INSERT INTO company_profiles (owner_id, linkedin_key, data, fetched_at) VALUES (1, 'company-1', '{}', now());
`

/** Cursors that the release before gave out: of the 20th person of the list, and of Ada's first run. */
const cursors = { rows: '2gl50qheQqDExQAAAAAAAAAU', runs: 'OM_73Lojf5f2zwAAAAAAAAAC' }

const { url } = await createEmptyDatabase()
const pool = createPool(url, 5, createLog({ logLevel: 'error', logFormat: 'json' }))
const prisma = createPrisma(pool)
const folder = await mkdtemp(join(tmpdir(), 'leadstream-released-'))
whenOver(async () => {
  await prisma.$disconnect()
  void pool.end()
  await rm(folder, { recursive: true, force: true })
})

const counts = async () => {
  const { rows } = await pool.query<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'",
  )
  const found = rows.map(async ({ name }) => [name, (await pool.query(`SELECT FROM ${name}`)).rowCount] as const)
  return Object.fromEntries(await Promise.all(found))
}

it('a filled database of the release before keeps its rows, cursors, signed links, waiting runs and enrichments', async () => {
  const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
  for (const name of await readdir(migrations)) {
    if (name <= released) await cp(join(migrations, name), join(folder, name), { recursive: true })
  }
  await migrate(url, folder)
  await pool.query(filled)
  const before = await counts()
  const signed = outcomesLink(await DownloadLinks.load(prisma), run, 1)

  await migrate(url)

  expect(await counts()).toMatchObject(before)
  for (const table of [
    'import_outcomes',
    'upload_chunks',
    'workbook_chunks',
    'enrichment_items',
    'enrichment_batches',
  ]) {
    expect((await pool.query(`SELECT DISTINCT owner_id FROM ${table}`)).rows).toEqual([{ owner_id: ada }])
  }

  const viewer = operatorOf({ url, pool, prisma, drop: async () => undefined }, ada, createSandbox())
  expect(
    await viewer.data(
      `query ($list: ID!, $rows: String!, $runs: String!) {
        list(id: $list) { rows(first: 2, after: $rows) { totalCount nodes { id fullName company { name } } } }
        importRuns(after: $runs) { totalCount nodes { id } }
      }`,
      { list, ...cursors },
    ),
  ).toEqual({
    list: {
      rows: {
        totalCount: 30,
        nodes: [
          { id: 'row_21', fullName: 'Person 21', company: { name: 'Company 1' } },
          { id: 'row_22', fullName: 'Person 22', company: { name: 'Company 2' } },
        ],
      },
    },
    importRuns: { totalCount: 2, nodes: [{ id: run }] },
  })

  const link = new URL(signed, 'http://localhost')
  expect((await DownloadLinks.load(prisma)).tokenOf(outcomesSubject(run), link.searchParams)).toBe(1)
  const csv = await all(outcomesCsv(pool, { ownerId: ada, runId: run, columns: ['Name', 'Email'] }))
  expect(csv.join('')).toContain('INVALID,Names no one.')

  expect(await takeRun(pool, waiting)).toMatchObject({
    ownerId: ada,
    listId: list,
    uploadId: upload,
    providerAccountId: 'ada',
  })
  expect((await all(stagedRecords(pool, { ownerId: ada, id: upload }, 1))).flat()).toMatchObject([
    { cells: ['Yan', 'yan@x.example'] },
  ])
  expect(await findActive(pool, list)).toMatchObject({ ownerId: ada, hasPending: true, batch: { id: batch } })

  await deleteUserWithRuns(pool, 'ada@example.com')
  const { users, rate_limits: _, signing_keys: __, ...left } = await counts()
  expect({ users, ...left }).toEqual({
    ...Object.fromEntries(Object.keys(left).map((table) => [table, 0])),
    users: 1,
    credit_accounts: 1,
  })
})

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}
