import type pg from 'pg'
import { expect } from 'vitest'
import type { TestApp } from './app.ts'
import { createImporter, type Importer, importInput } from './imports.ts'
import { dig } from './operation.ts'

/** What a tenant imports. */
export const csv = 'email\njane@x.example\n'

const { csvText: _, ...withoutText } = importInput(csv, { input: { waitSeconds: 0 } })

/** How, but for the text. */
export const start = withoutText

/** Ids of what a tenant has. */
export type Belongings = Record<'list' | 'run' | 'upload' | 'block' | 'account' | 'batch', string>

/** A user with one of everything. */
export interface Tenant {
  user: Importer
  belongings: Belongings
}

/** Makes one, on an app whose worker rests. */
export async function createTenant(app: TestApp): Promise<Tenant> {
  const user = await createImporter(app)
  const answer = await user.query(
    `mutation ($start: CreateListWithImportInput!, $csv: String!) {
      start: createListWithImport(input: $start) { ... on CreateListWithImportPayload { listId runId } }
      preview: previewImport(input: { csvText: $csv }) { ... on PreviewImportPayload { uploadId } }
      block: blockCompanies(input: { entries: [{ name: "Acme" }] }) {
        ... on BlockCompaniesPayload { outcomes { blockedCompany { id } } }
      }
    }`,
    { csv, start: { ...start, csvText: csv } },
  )
  const idAt = (path: string) => String(dig(answer, path))
  const enrich = 'mutation ($listId: ID!) { enrichList(input: { listId: $listId }) { __typename } }'
  await user.query(enrich, { listId: idAt('start.listId') })
  // Made when it is first looked for.
  await user.query('{ salesNavAccess { __typename } }')
  const belongings = {
    list: idAt('start.listId'),
    run: idAt('start.runId'),
    upload: idAt('preview.uploadId'),
    block: idAt('block.outcomes.0.blockedCompany.id'),
    account: (await app.prisma.linkedInAccount.findFirstOrThrow({ where: { userId: user.userId } })).id,
    batch: '',
  }
  return { user, belongings }
}

/** Whatever belongs to anybody, and the jobs that wait: by its table, a hash of all rows. */
export async function estatesIn(pool: pg.Pool): Promise<unknown> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `WITH RECURSIVE owned AS (
       SELECT 'users'::regclass::oid AS id UNION SELECT conrelid FROM pg_constraint JOIN owned ON confrelid = id AND contype = 'f'
     ) SELECT id::regclass::text AS name FROM owned ORDER BY name`,
  )
  expect(tables.length).toBeGreaterThan(15)
  const hashes = ['graphile_worker._private_jobs', ...tables.map(({ name }) => name)].map(
    (name) => `SELECT '${name}', md5(string_agg(it::text, ' ' ORDER BY it::text)) FROM ${name} AS it`,
  )
  return (await pool.query({ text: hashes.join(' UNION ALL '), rowMode: 'array' })).rows
}
