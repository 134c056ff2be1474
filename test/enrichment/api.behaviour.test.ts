import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Prisma } from '../../src/db/generated/client.ts'
import { createList } from '../../src/lists/create.ts'
import { createDatabase, type Database } from '../support/database.ts'
import { addCompany } from '../support/leads.ts'
import { createOperator, dig, type Operator } from '../support/operation.ts'

let database: Database
let operator: Operator
beforeAll(async () => {
  database = await createDatabase()
  operator = await createOperator(database)
})

/** How a company ends: its state and the code of the reason. */
type Ending = [status: 'ENRICHED' | 'SKIPPED' | 'FAILED', code: string | null]

/** A list whose companies were looked up, with the results. */
async function addEnriched(
  ownerId: number,
  endings: Ending[],
  overrides: Partial<Prisma.EnrichmentUncheckedCreateInput> = {},
): Promise<string> {
  const listId = await createList(database.pool, ownerId, 'A list')
  const id = randomUUID()
  const count = (status: string) => endings.filter(([ended]) => ended === status).length
  await database.prisma.enrichment.createMany({
    data: {
      id,
      ownerId,
      listId,
      status: 'IDLE',
      requested: 1,
      planned: 1,
      processed: 1,
      total: endings.length,
      enriched: count('ENRICHED'),
      skipped: count('SKIPPED'),
      failed: count('FAILED'),
      startedAt: new Date('2026-03-01T09:00:00Z'),
      finishedAt: new Date('2026-03-01T09:01:00Z'),
      ...overrides,
    },
  })
  for (const [status, reasonCode] of endings) {
    const companyId = await addCompany(database, ownerId, listId, {})
    const reason = reasonCode === null ? null : `Because of ${reasonCode}`
    await database.prisma.enrichmentItem.createMany({
      data: { ownerId, companyId, enrichmentId: id, status, reasonCode, reason },
    })
  }
  return listId
}

const fields = `status version total processed enriched skipped failed startedAt finishedAt nextAttemptAt
  error { code message } reasons { code outcome count message } list { id }`

describe('list.enrichment', () => {
  const query = `query ($id: ID!) { list(id: $id) { enrichmentStatus enrichment { ${fields} } } }`

  it('list.enrichment is null before the first enrichment', async () => {
    const id = await createList(database.pool, operator.userId, 'New')
    expect(await operator.data(query, { id })).toEqual({ list: { enrichmentStatus: 'IDLE', enrichment: null } })
  })

  it('list.enrichment counts every company and lists the reasons, most frequent first', async () => {
    const id = await addEnriched(operator.userId, [
      ['SKIPPED', 'NO_LINKEDIN_URL'],
      ['FAILED', 'DEAD_PAGE'],
      ['ENRICHED', null],
      ['ENRICHED', 'DOMAIN_TAKEN'],
      ['ENRICHED', null],
      ['FAILED', 'DEAD_PAGE'],
      ['SKIPPED', 'CANCELLED'],
      ['FAILED', 'DEAD_PAGE'],
      ['SKIPPED', 'NO_LINKEDIN_URL'],
    ])
    const reason = (outcome: string, code: string, count: number) => ({
      outcome,
      code,
      count,
      message: `Because of ${code}`,
    })
    const answer = await operator.data(query, { id })
    expect(dig(answer, 'list.enrichment')).toEqual({
      status: 'IDLE',
      version: 1,
      total: 9,
      processed: 9,
      enriched: 3,
      skipped: 3,
      failed: 3,
      startedAt: '2026-03-01T09:00:00.000Z',
      finishedAt: '2026-03-01T09:01:00.000Z',
      nextAttemptAt: null,
      error: null,
      reasons: [
        reason('FAILED', 'DEAD_PAGE', 3),
        reason('SKIPPED', 'NO_LINKEDIN_URL', 2),
        reason('ENRICHED', 'DOMAIN_TAKEN', 1),
        reason('SKIPPED', 'CANCELLED', 1),
      ],
      list: { id },
    })
  })

  it('list.enrichment says why it ended early, or when it is retried', async () => {
    const ended = { errorCode: 'ACCOUNT_SUSPENDED', errorMessage: 'Talk to them.' }
    const nextAttemptAt = new Date('2026-03-01T09:02:00Z')
    const waits = { ...ended, status: 'ENRICHING' as const, finishedAt: null, nextAttemptAt }
    const error = { code: 'ACCOUNT_SUSPENDED', message: 'Talk to them.' }
    for (const [state, shown] of [
      [ended, { status: 'IDLE', error, nextAttemptAt: null }],
      [waits, { status: 'ENRICHING', error, nextAttemptAt: '2026-03-01T09:02:00.000Z', finishedAt: null }],
    ] as const) {
      const id = await addEnriched(operator.userId, [], state)
      expect(dig(await operator.data(query, { id }), 'list.enrichment')).toMatchObject(shown)
    }
  })

  it('reading the enrichments of 100 lists takes as many statements as of two', async () => {
    const [few, many] = [await createOperator(database), await createOperator(database)]
    for (const [viewer, count] of [
      [few, 2],
      [many, 100],
    ] as const) {
      await Promise.all(Array.from({ length: count }, () => addEnriched(viewer.userId, [['FAILED', 'BLOCKED']])))
    }
    const overview = '{ lists { nodes { enrichment { processed reasons { code count } list { name } } } } }'
    const forFew = await few.statements(() => few.data(overview))
    const forMany = await many.statements(() => many.data(overview))
    expect(forMany).toHaveLength(forFew.length)
    expect(forFew.length).toBeLessThanOrEqual(5)
    const enrichment = { processed: 1, reasons: [{ code: 'BLOCKED', count: 1 }], list: { name: 'A list' } }
    expect(await many.data(overview)).toEqual({ lists: { nodes: Array(100).fill({ enrichment }) } })
  })
})

describe('enrichList and cancelEnrichment', () => {
  const start = `mutation ($listId: ID!) { enrichList(input: { listId: $listId }) {
    ... on EnrichListPayload { list { enrichmentStatus } enrichment { id status version finishedAt error { code } } }
  } }`
  const cancel = `mutation ($listId: ID!) { cancelEnrichment(input: { listId: $listId }) {
    ... on CancelEnrichmentPayload { list { enrichmentStatus } enrichment { id status total skipped reasons { code count } } }
  } }`

  it('enrichList starts an enrichment or adds to it, cancelEnrichment ends it, and the next one has the same id', async () => {
    const listId = await createList(database.pool, operator.userId, 'A list')
    const first = await operator.data(start, { listId })
    const id = dig(first, 'enrichList.enrichment.id')
    const enriching = { id, status: 'ENRICHING', finishedAt: null, error: null }
    expect(first).toEqual({
      enrichList: { list: { enrichmentStatus: 'ENRICHING' }, enrichment: { ...enriching, version: 1 } },
    })
    expect(dig(await operator.data(start, { listId }), 'enrichList.enrichment')).toEqual({ ...enriching, version: 2 })
    const cancelled = {
      cancelEnrichment: {
        list: { enrichmentStatus: 'IDLE' },
        enrichment: { id, status: 'IDLE', total: 0, skipped: 0, reasons: [] },
      },
    }
    expect(await operator.data(cancel, { listId })).toEqual(cancelled)
    expect(await operator.data(cancel, { listId })).toEqual(cancelled)
    expect(dig(await operator.data(start, { listId }), 'enrichList')).toMatchObject({
      list: { enrichmentStatus: 'ENRICHING' },
      enrichment: enriching,
    })
  })

  it('cancelEnrichment does nothing to a list that never had an enrichment', async () => {
    const listId = await createList(database.pool, operator.userId, 'Never enriched')
    expect(await operator.data(cancel, { listId })).toEqual({
      cancelEnrichment: { list: { enrichmentStatus: 'IDLE' }, enrichment: null },
    })
  })
})

it('a company shows the data that its enrichment found', async () => {
  const listId = await createList(database.pool, operator.userId, 'A list')
  const id = await addCompany(database, operator.userId, listId, { name: 'Acme' })
  const query = `query ($id: ID!) { list(id: $id) { companies { nodes {
    headquarters logoUrl specialties linkedinFollowers enrichedAt source
  } } } }`
  const shown = async () => dig(await operator.data(query, { id: listId }), 'list.companies.nodes.0')
  const nothing = { headquarters: null, logoUrl: null, specialties: [], linkedinFollowers: null, enrichedAt: null }
  expect(await shown()).toEqual({ ...nothing, source: 'CSV' })
  const found = {
    headquarters: 'Bergen, Vestland',
    logoUrl: 'https://media.example/acme.png',
    specialties: ['Gears', 'Belts'],
    linkedinFollowers: 4_321,
    enrichedAt: '2026-03-01T09:01:00.000Z',
  }
  await database.prisma.companyRow.updateMany({ where: { id }, data: found })
  expect(await shown()).toEqual({ ...found, source: 'CSV' })
})
