import { setTimeout as delay } from 'node:timers/promises'
import { lockOwner, transaction } from '../../src/db/client.ts'
import type { Enrichment, EnrichmentItem, Prisma } from '../../src/db/generated/client.ts'
import type { EnrichDeps } from '../../src/enrichment/deps.ts'
import type { CompanyData, CompanyProvider, CompanyResult, ResultHook } from '../../src/enrichment/provider.ts'
import { requestEnrichment } from '../../src/enrichment/start.ts'
import { enrichTask } from '../../src/enrichment/task.ts'
import { companyNameKey } from '../../src/identity/company-name.ts'
import { domainKey } from '../../src/identity/domain.ts'
import { companyLinkedinKey } from '../../src/identity/linkedin.ts'
import { createList } from '../../src/lists/create.ts'
import { createLog } from '../../src/log.ts'
import { createBrightData } from '../../src/providers/enrichment/bright-data/bright-data.ts'
import { createUser } from '../../src/users/users.ts'
import { createDatabase, type Database } from './database.ts'

/** Company data as a provider returns it; name, website and description contain the slug. */
export function dataOf(slug: string, overrides: Partial<CompanyData> = {}): CompanyData {
  return {
    name: `${slug} Works`,
    website: `https://www.${slug}.example/about`,
    industry: 'Machines',
    employeeCount: 120,
    employeeRange: '51-200',
    founded: 1999,
    headquarters: 'Bergen, Vestland',
    city: 'Bergen',
    country: 'NO',
    description: `All about ${slug}.`,
    logoUrl: `https://media.example/${slug}.png`,
    specialties: ['Gears', 'Belts'],
    funding: 'Series A, US$ 5M',
    linkedinFollowers: 4_321,
    ...overrides,
  }
}

/** Returns the LinkedIn URL by which a company is looked up. */
export const addressOf = (slug: string) => `https://www.linkedin.com/company/${slug}`

/** A provider scripted by a test; by default it finds every company at once. */
export interface ScriptedProvider extends CompanyProvider {
  /** The arguments of all triggers, in order. */
  readonly triggers: { urls: string[]; hook: ResultHook | null }[]
  /** The requested snapshots, in order. */
  readonly collected: string[]
  /** Overrides for the next calls. */
  readonly onTrigger: (() => unknown)[]
  readonly onCollect: (() => CompanyResult[] | null | Promise<CompanyResult[] | null>)[]
  /** Returns the result for a company. */
  answer: (slug: string) => Omit<CompanyResult, 'url'>
  /** Returns the results of a snapshot. */
  resultsOf(snapshotId: string): CompanyResult[]
}

/** Creates a scripted provider that parses pushed results in Bright Data's format. */
export function scriptProvider(): ScriptedProvider {
  const provider: ScriptedProvider = {
    sendsResults: true,
    triggers: [],
    collected: [],
    onTrigger: [],
    onCollect: [],
    answer: (slug) => ({ fetchedAt: null, data: dataOf(slug), error: null }),
    async trigger({ urls, hook }) {
      await provider.onTrigger.shift()?.()
      provider.triggers.push({ urls, hook })
      return `s_${provider.triggers.length}`
    },
    async collect(snapshotId) {
      provider.collected.push(snapshotId)
      const instead = provider.onCollect.shift()
      return instead ? await instead() : provider.resultsOf(snapshotId)
    },
    read: createBrightData({ apiKey: 'a-key' }).read,
    resultsOf(snapshotId) {
      const { urls } = provider.triggers[Number(snapshotId.slice(2)) - 1] ?? { urls: [] }
      return urls.map((url) => ({ url, ...provider.answer(companyLinkedinKey(url) ?? '') }))
    },
  }
  return provider
}

/** A company to add to a list; `slug` is that of its LinkedIn page. */
type NewCompany = Partial<Prisma.CompanyRowUncheckedCreateInput> & { slug?: string }

/** A user with lists, and the job that enriches them, one time slice at a time. */
export interface Enricher {
  readonly database: Database
  readonly userId: number
  readonly deps: EnrichDeps
  /** Adds companies to `listId` or a new list; returns the list's id. */
  addList(companies: NewCompany[], listId?: string): Promise<string>
  request(listId: string): Promise<void>
  /** Runs one time slice of the job. */
  timeSlice(listId: string, signal?: AbortSignal): Promise<void>
  /** Runs all time slices of the job, without the waits between them. */
  finish(listId: string): Promise<Enrichment>
  read(listId: string): Promise<Enrichment>
  /** Returns the items in the order of their companies. */
  items(listId: string): Promise<EnrichmentItem[]>
  /** Returns the milliseconds until a list's job is due; null if it has none. */
  dueIn(listId: string): Promise<number | null>
  /** Returns the milliseconds between the last change of a list's job and the time when it is due. */
  delayOf(listId: string): Promise<number>
}

const log = createLog({ logLevel: 'silent', logFormat: 'json' })
let users = 0

/** Creates a user whose lists `provider` enriches, in the given database or a new one. */
export async function createEnricher(
  provider: CompanyProvider,
  config: Partial<EnrichDeps['config']> = {},
  given?: Database,
): Promise<Enricher> {
  const database = given ?? (await createDatabase())
  const { pool, prisma } = database
  users += 1
  const { id: userId } = await createUser(pool, { email: `enricher-${users}@example.com`, name: 'E', credits: 0 })
  const deps: EnrichDeps = {
    pool,
    provider,
    config: { enrichmentBatch: 500, enrichmentPoll: 10_000, enrichmentFreshDays: 30, publicUrl: null, ...config },
  }
  const task = enrichTask(deps)
  const enricher: Enricher = {
    database,
    userId,
    deps,
    async addList(companies, listId) {
      const id = listId ?? (await createList(pool, userId, 'A list'))
      await prisma.companyRow.createMany({
        data: companies.map(({ slug, ...company }) => ({
          ownerId: userId,
          listId: id,
          source: 'CSV' as const,
          importedAsLead: true,
          linkedinUrl: slug === undefined ? null : addressOf(slug),
          linkedinKey: slug ?? null,
          domainKey: domainKey(company.domain ?? '') ?? domainKey(company.website ?? ''),
          nameKey: company.name ? companyNameKey(company.name) : null,
          ...company,
        })),
      })
      return id
    },
    request: (listId) =>
      transaction(pool, async (client) => {
        await lockOwner(client, userId)
        await requestEnrichment(client, { ownerId: userId, listId })
      }),
    timeSlice: (listId, signal = new AbortController().signal) => task({ listId }, { signal, log, priority: 0 }),
    async finish(listId) {
      for (;;) {
        const enrichment = await enricher.read(listId)
        if (enrichment.status === 'IDLE') return enrichment
        await pool.query('UPDATE enrichments SET next_attempt_at = NULL WHERE list_id = $1', [listId])
        await pool.query(
          `UPDATE enrichment_batches SET triggered_at = now() - interval '4 minutes'
           WHERE enrichment_id = $1 AND snapshot_id IS NULL AND done_at IS NULL`,
          [enrichment.id],
        )
        await enricher.timeSlice(listId)
        await delay(1)
      }
    },
    read: (listId) => prisma.enrichment.findFirstOrThrow({ where: { listId } }),
    items: (listId) =>
      prisma.enrichmentItem.findMany({ where: { company: { listId } }, orderBy: { companyId: 'asc' } }),
    async dueIn(listId) {
      const { rows } = await pool.query<{ wait: number }>(
        `SELECT (extract(epoch FROM run_at - now()) * 1000)::float8 AS wait FROM graphile_worker.jobs WHERE key = 'enrich ' || $1`,
        [listId],
      )
      return rows[0]?.wait ?? null
    },
    async delayOf(listId) {
      const { rows } = await pool.query<{ delay: number }>(
        `SELECT (extract(epoch FROM run_at - updated_at) * 1000)::float8 AS delay FROM graphile_worker.jobs WHERE key = 'enrich ' || $1`,
        [listId],
      )
      return rows[0]?.delay ?? 0
    },
  }
  return enricher
}
