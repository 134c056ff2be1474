import { GraphQLError } from 'graphql'
import type { Enrichment, List } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { builder } from '../graphql/builder.ts'
import { type Context, viewerOf } from '../graphql/context.ts'
import { knownCode } from '../graphql/known-code.ts'
import { loaders } from '../graphql/loaders.ts'
import { addNodes, NodeRef, uuidsIn } from '../graphql/node.ts'
import { ListAccessError } from '../lists/errors.ts'
import { ListRef } from '../lists/schema.ts'
import { cancelEnrichment } from './cancel.ts'
import { countReasons } from './items.sql.ts'
import type { EnrichmentStream } from './progress.ts'
import type { Reason, ReasonCode } from './reasons.ts'
import { startEnrichment } from './start.ts'

const EnrichmentStatusRef = builder.enumType('EnrichmentStatus', {
  description: 'Whether the companies of a list are being enriched.',
  values: {
    IDLE: { description: 'No enrichment is running.' },
    ENRICHING: { description: 'Companies are being looked up and their empty fields filled in.' },
  },
})

const EnrichmentOutcome = builder.enumType('EnrichmentOutcome', {
  description: 'Result of looking up a company.',
  values: {
    ENRICHED: {
      description: 'Data was found. It fills empty fields; existing values are never overwritten.',
    },
    SKIPPED: { description: 'Not looked up, for example because the company has no LinkedIn URL.' },
    FAILED: { description: 'Looked up, no data found.' },
  },
})

const errorCodes = {
  KEY_REFUSED: { description: "The provider refused the server's key." },
  ACCOUNT_SUSPENDED: { description: "The server's account at the provider is suspended." },
  REQUEST_REFUSED: { description: 'The provider refused the request.' },
  PROVIDER_UNAVAILABLE: { description: 'The provider was unavailable.' },
  PROVIDER_BUSY: { description: 'The provider was rate-limiting requests.' },
  ENRICHMENT_FAILED: { description: 'Repeated errors on the server.' },
  OTHER: { description: 'Another reason, which the message describes.' },
} as const

const EnrichmentErrorCode = builder.enumType('EnrichmentErrorCode', {
  description: 'Why an enrichment ended early or is being retried. Values may be added.',
  values: errorCodes,
})

const reasonCodes = {
  ...errorCodes,
  NO_LINKEDIN_URL: { description: 'The company has no LinkedIn URL.' },
  CANCELLED: { description: 'The enrichment was cancelled first.' },
  DOMAIN_TAKEN: { description: 'With ENRICHED: another company of the list has the website, so it was not filled in.' },
  SNAPSHOT_FAILED: { description: 'The provider failed to look the company up.' },
  UNCONFIRMED: { description: 'The provider did not confirm the request.' },
  DEAD_PAGE: { description: "The company's LinkedIn page does not exist." },
  BAD_INPUT: { description: 'The LinkedIn URL is not that of a company.' },
  BLOCKED: { description: 'LinkedIn blocked the provider from the page.' },
  CRAWL_ERROR: { description: 'The provider could not load the page.' },
  PARSE_ERROR: { description: 'The provider could not read the page.' },
  MISSING: { description: 'The provider returned no result.' },
} as const satisfies Record<ReasonCode, unknown>

const EnrichmentReasonCode = builder.enumType('EnrichmentReasonCode', {
  description: 'Why companies were skipped, failed or only partly filled in. Values may be added.',
  values: reasonCodes,
})

const EnrichmentReason = builder.objectRef<Reason>('EnrichmentReason').implement({
  description: 'Why companies were skipped, failed or only partly filled in, and how many.',
  fields: (t) => ({
    code: t.field({
      type: EnrichmentReasonCode,
      description: 'Machine-readable reason.',
      resolve: ({ code }) => knownCode(reasonCodes, code),
    }),
    outcome: t.expose('status', { type: EnrichmentOutcome, description: 'Result for these companies.' }),
    count: t.exposeInt('count', { description: 'Number of companies.' }),
    message: t.exposeString('message', { description: 'Human-readable: what happened and what to do.' }),
  }),
})

const EnrichmentError = builder.objectRef<{ code: string; message: string }>('EnrichmentError').implement({
  description: 'Why an enrichment ended early or is being retried.',
  fields: (t) => ({
    code: t.field({
      type: EnrichmentErrorCode,
      description: 'Machine-readable reason.',
      resolve: ({ code }) => knownCode(errorCodes, code),
    }),
    message: t.exposeString('message', { description: 'Human-readable: what happened and what to do.' }),
  }),
})

const count = (description: string) => ({ description })

const EnrichmentRef = builder.prismaObject('Enrichment', {
  interfaces: [NodeRef],
  description:
    'Fills in missing company data of a list. Every import that adds a row starts it automatically. It runs in the background until it is IDLE; the next one reuses the id and restarts the counts. Free of charge.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the enrichment. It stays the same for the lifetime of the list.' }),
    status: t.expose('status', { type: EnrichmentStatusRef, description: 'Current status.' }),
    version: t.exposeInt('version', {
      description: 'Increases with every change: of two snapshots, the one with the higher version is newer.',
    }),
    total: t.exposeInt(
      'total',
      count('Companies with missing data. Grows if another import adds companies meanwhile.'),
    ),
    processed: t.int({
      description: 'Companies processed so far: enriched + skipped + failed. Equals `total` once IDLE.',
      resolve: ({ enriched, skipped, failed }) => enriched + skipped + failed,
    }),
    enriched: t.exposeInt('enriched', count('Companies for which data was found.')),
    skipped: t.exposeInt('skipped', count('Companies that were not looked up; `reasons` says why.')),
    failed: t.exposeInt('failed', count('Companies that were looked up without finding data; `reasons` says why.')),
    reasons: t.field({
      type: [EnrichmentReason],
      description: 'Why companies were skipped, failed or only partly filled in, most frequent first.',
      resolve: ({ id }, _args, context) => reasonLoader(context).load(id),
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was requested.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it became IDLE, successful or not; null while it is running.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider is called again after it was unavailable or rate-limited; null otherwise.',
    }),
    error: t.field({
      type: EnrichmentError,
      nullable: true,
      description:
        'Why it ended early or, with `nextAttemptAt`, why the last attempt failed; null otherwise. The import is not affected. Call `enrichList` to try again.',
      resolve: ({ errorCode, errorMessage }) =>
        errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    }),
    // Not a relation: the list may be deleted, with its enrichment, while an event is being delivered.
    list: t.prismaField({
      type: ListRef,
      nullable: true,
      description: 'The list; null if it has been deleted.',
      resolve: (query, { ownerId, listId }, _args, context) =>
        context.prisma.list.findUnique({ ...query, where: { ownerId_id: { ownerId, id: listId } } }),
    }),
  }),
})

addNodes(EnrichmentRef, async (context, ids) => {
  const uuids = uuidsIn(ids)
  if (uuids.length === 0) return []
  const where = { id: { in: uuids }, ownerId: viewerOf(context).userId }
  const found = await context.prisma.enrichment.findMany({ where })
  return found.map((node) => [node.id, node])
})

builder.prismaObjectField(ListRef, 'enrichmentStatus', (t) =>
  t.field({
    type: EnrichmentStatusRef,
    description: 'Whether companies of the list are being enriched. `enrichment` has the counts.',
    select: { enrichment: { select: { status: true } } },
    resolve: ({ enrichment }) => enrichment?.status ?? 'IDLE',
  }),
)

builder.prismaObjectField(ListRef, 'enrichment', (t) =>
  t.relation('enrichment', {
    nullable: true,
    description:
      'The running or last enrichment of the list; null before the first. Subscribe to `enrichmentProgress` to follow it.',
  }),
)

const EnrichListInput = builder.inputType('EnrichListInput', {
  description: 'The list to enrich.',
  fields: (t) => ({ listId: t.id({ required: true, description: 'Id of the list.' }) }),
})

const EnrichListPayload = builder.objectRef<{ list: List; enrichment: Enrichment }>('EnrichListPayload').implement({
  description: 'The accepted enrichment.',
  fields: (t) => ({
    list: t.field({ type: ListRef, description: 'The list.', resolve: ({ list }) => list }),
    enrichment: t.field({
      type: EnrichmentRef,
      description: 'The running enrichment.',
      resolve: ({ enrichment }) => enrichment,
    }),
  }),
})

const CancelEnrichmentInput = builder.inputType('CancelEnrichmentInput', {
  description: 'The list whose enrichment to cancel.',
  fields: (t) => ({ listId: t.id({ required: true, description: 'Id of the list.' }) }),
})

const CancelEnrichmentPayload = builder
  .objectRef<{ list: List; enrichment: Enrichment | null }>('CancelEnrichmentPayload')
  .implement({
    description: 'The list whose enrichment was cancelled.',
    fields: (t) => ({
      list: t.field({ type: ListRef, description: 'The list.', resolve: ({ list }) => list }),
      enrichment: t.field({
        type: EnrichmentRef,
        nullable: true,
        description: 'The enrichment, now IDLE; null if the list never had one.',
        resolve: ({ enrichment }) => enrichment,
      }),
    }),
  })

builder.mutationFields((t) => ({
  enrichList: t.field({
    authScopes: { scope: 'WRITE' },
    type: EnrichListPayload,
    description:
      'Looks up the companies of a list that have missing data and were not enriched in the last 30 days; those that failed or were skipped before are retried. Returns immediately; follow it with `enrichmentProgress(listId)`. If an enrichment is running, the request is added to it. Imports do this automatically: call it after an error, or to look again.',
    args: { input: t.arg({ type: EnrichListInput, required: true, description: 'The list to enrich.' }) },
    errors: { types: [ListAccessError] },
    resolve: async (_root, { input }, context) => {
      await startEnrichment(context.pool, viewerOf(context).userId, input.listId)
      const { enrichment, ...list } = await readList(context, input.listId)
      if (enrichment === null) throw new ListAccessError()
      return { list, enrichment }
    },
  }),
  cancelEnrichment: t.field({
    authScopes: { scope: 'WRITE' },
    type: CancelEnrichmentPayload,
    description:
      'Cancels the enrichment of a list. Data already filled in stays; remaining companies are skipped with the reason CANCELLED. Does nothing if no enrichment is running.',
    args: {
      input: t.arg({
        type: CancelEnrichmentInput,
        required: true,
        description: 'The list whose enrichment to cancel.',
      }),
    },
    errors: { types: [ListAccessError] },
    resolve: async (_root, { input }, context) => {
      await cancelEnrichment(context.pool, viewerOf(context).userId, input.listId)
      const { enrichment, ...list } = await readList(context, input.listId)
      return { list, enrichment }
    },
  }),
}))

builder.subscriptionField('enrichmentProgress', (t) =>
  t.field({
    type: EnrichmentRef,
    description:
      'Sends the current enrichment of a list immediately, then each change: at most ten a second, always including the last. Completes once it is IDLE. For a list without an enrichment it waits for the first. An enrichment that starts after completion needs a new subscription. Each event is the whole enrichment, so a lost event does no harm and a reconnecting client is up to date after its first.',
    args: {
      listId: t.arg.id({
        required: true,
        description: 'Id of the list. If it is not yours, the error code is LIST_ACCESS.',
      }),
    },
    subscribe: (_root, { listId }, context) => watchList(context, listId),
    resolve: (enrichment: Enrichment) => enrichment,
  }),
)

async function watchList(context: Context, id: string): Promise<EnrichmentStream> {
  try {
    const listId = parseUuid(id)
    if (listId === null) throw new ListAccessError()
    return await context.enrichments.watchList(viewerOf(context).userId, listId)
  } catch (error) {
    if (!(error instanceof ListAccessError)) throw error
    throw new GraphQLError(error.message, { extensions: { code: error.code } })
  }
}

async function readList(context: Context, id: string): Promise<List & { enrichment: Enrichment | null }> {
  const where = { id: parseUuid(id) ?? '', ownerId: viewerOf(context).userId }
  const list = await context.prisma.list.findFirst({ where, include: { enrichment: true } })
  // Deleted in the meantime.
  if (list === null) throw new ListAccessError()
  return list
}

const reasonLoaders = loaders<string, Reason[]>()

function reasonLoader(context: Context) {
  return reasonLoaders(context, 'reasons', async (ids) => {
    const reasons = await countReasons(context.pool, viewerOf(context).userId, ids)
    return ids.map((id) => reasons.get(id) ?? [])
  })
}
