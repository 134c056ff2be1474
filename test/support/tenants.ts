import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { expect } from 'vitest'
import { companyIds, deliveryIds, rowIds, tokenIds } from '../../src/db/ids.ts'
import { createList } from '../../src/lists/create.ts'
import { insertDeliveries, insertWebhook } from '../../src/webhooks/webhooks.sql.ts'
import type { TestApp } from './app.ts'
import { createImporter, type Importer, importInput } from './imports.ts'
import { addCompany, addPeople } from './leads.ts'
import { dig } from './operation.ts'

/** What a tenant imports. */
export const csv = 'email\njane@x.example\n'

const { csvText: _, ...withoutText } = importInput(csv, { input: { waitSeconds: 0 } })

/** The input of that import, without its text. */
export const start = withoutText

/** Ids of a tenant's objects. */
export type TenantIds = Record<
  | 'list'
  | 'otherList'
  | 'row'
  | 'otherRow'
  | 'company'
  | 'run'
  | 'upload'
  | 'block'
  | 'account'
  | 'batch'
  | 'token'
  | 'webhook'
  | 'delivery',
  string
>

/** A user with one object of each kind. */
export interface Tenant {
  user: Importer
  ids: TenantIds
}

/** Creates a tenant, on an app without a running worker. */
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
  // The account is created on first access.
  await user.query('{ salesNavAccess { __typename } }')
  const ownerId = user.userId
  const [listId, runId] = [idAt('start.listId'), idAt('start.runId')]
  const company = await addCompany(app, ownerId, listId, { name: 'Own' })
  const [row = 0n, other = 0n] = await addPeople(app, ownerId, listId, [{ fullName: 'Own' }, { fullName: 'Other' }])
  const rows = { where: { ownerId, listId }, data: { runId } }
  await app.prisma.companyRow.updateMany(rows)
  await app.prisma.listRow.updateMany(rows)
  const webhook = { ownerId: user.userId, webhookId: randomUUID() }
  await insertWebhook(app.pool, {
    ...webhook,
    url: 'https://a.example/',
    events: ['import.completed'],
    secret: 'whsec_c2VjcmV0',
  })
  const [delivery = 0n] = await insertDeliveries(app.pool, {
    ownerId: user.userId,
    webhookIds: [webhook.webhookId],
    messageId: randomUUID(),
    type: 'import.completed',
    payload: '{}',
  })
  const ids = {
    row: rowIds.encode(row),
    otherRow: rowIds.encode(other),
    company: companyIds.encode(company),
    list: idAt('start.listId'),
    otherList: await createList(app.pool, user.userId, 'Other'),
    run: idAt('start.runId'),
    upload: idAt('preview.uploadId'),
    block: idAt('block.outcomes.0.blockedCompany.id'),
    account: (await app.prisma.linkedInAccount.findFirstOrThrow({ where: { userId: user.userId } })).id,
    batch: '',
    webhook: webhook.webhookId,
    delivery: deliveryIds.encode(delivery),
    token: tokenIds.encode((await app.prisma.apiToken.findFirstOrThrow({ where: { userId: user.userId } })).id),
  }
  return { user, ids }
}

/** Returns a hash of the rows of each table that holds users' data, and of the job queue. */
export async function hashTables(pool: pg.Pool): Promise<unknown> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `WITH RECURSIVE owned AS (
       SELECT 'users'::regclass::oid AS id UNION SELECT conrelid FROM pg_constraint JOIN owned ON confrelid = id AND contype = 'f'
     ) SELECT id::regclass::text AS name FROM owned ORDER BY name`,
  )
  expect(tables.length).toBeGreaterThan(15)
  const hashes = ['graphile_worker._private_jobs', ...tables.map(({ name }) => name)].map(
    // A request records when its token was used.
    (name) =>
      `SELECT '${name}', md5(string_agg(row, ' ' ORDER BY row))
       FROM (SELECT (to_jsonb(it) - 'last_used_at')::text AS row FROM ${name} AS it) AS rows`,
  )
  return (await pool.query({ text: hashes.join(' UNION ALL '), rowMode: 'array' })).rows
}
