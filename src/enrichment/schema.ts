import DataLoader from 'dataloader'
import { GraphQLError } from 'graphql'
import type { Enrichment, List } from '../db/generated/client.ts'
import { parseUuid } from '../db/ids.ts'
import { builder } from '../graphql/builder.ts'
import { type Context, viewerOf } from '../graphql/context.ts'
import { ListAccessError } from '../lists/errors.ts'
import { ListRef } from '../lists/schema.ts'
import { cancelEnrichment } from './cancel.ts'
import { countReasons } from './items.sql.ts'
import type { EnrichmentStream } from './progress.ts'
import type { Reason } from './reasons.ts'
import { startEnrichment } from './start.ts'

const EnrichmentStatusRef = builder.enumType('EnrichmentStatus', {
  description: 'Whether the companies of a list are being looked up.',
  values: {
    IDLE: { description: 'Nothing is under way.' },
    ENRICHING: { description: 'Companies are being looked up; their fields fill in while you read.' },
  },
})

const EnrichmentOutcome = builder.enumType('EnrichmentOutcome', {
  description: 'What became of a company that was to be looked up.',
  values: {
    ENRICHED: {
      description: 'Something was found. What it says fills the empty fields; no value is ever overwritten.',
    },
    SKIPPED: { description: 'Nobody was asked about it, as where there is no LinkedIn page to look at.' },
    FAILED: { description: 'Nothing came of asking.' },
  },
})

const EnrichmentReason = builder.objectRef<Reason>('EnrichmentReason').implement({
  description: 'Why companies were skipped, failed, or could not be filled in whole, and how many.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description:
        'For a program: `NO_LINKEDIN_URL`, `DEAD_PAGE`, `BAD_INPUT`, `BLOCKED`, `CRAWL_ERROR`, `PARSE_ERROR`, `MISSING`, `SNAPSHOT_FAILED`, `CANCELLED`, the code of what ended it all, or with ENRICHED `DOMAIN_TAKEN`. More may be added.',
    }),
    outcome: t.expose('status', { type: EnrichmentOutcome, description: 'What became of these companies.' }),
    count: t.exposeInt('count', { description: 'How many companies there are.' }),
    message: t.exposeString('message', { description: 'For a person: what happened, and what can be done about it.' }),
  }),
})

const EnrichmentError = builder.objectRef<{ code: string; message: string }>('EnrichmentError').implement({
  description: 'Why an enrichment ended before every company had its turn, or has to try again.',
  fields: (t) => ({
    code: t.exposeString('code', {
      description: 'For a program, such as `KEY_REFUSED`, `ACCOUNT_SUSPENDED` or `PROVIDER_UNAVAILABLE`.',
    }),
    message: t.exposeString('message', { description: 'For a person: what happened and what to do.' }),
  }),
})

const count = (description: string) => ({ description })

const EnrichmentRef = builder.prismaObject('Enrichment', {
  description:
    'The look-up of what a list’s companies lack, which every import that lands a row starts by itself. It goes on in the background until it is IDLE; the next one begins with new counts under the same id. Free of charge.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Id of the enrichment, the same for as long as the list is there.' }),
    status: t.expose('status', { type: EnrichmentStatusRef, description: 'Where it stands.' }),
    version: t.exposeInt('version', {
      description: 'Grows with every change: of two snapshots the greater one is the newer.',
    }),
    total: t.exposeInt(
      'total',
      count('Companies that lack something; it grows when another import lands while this goes on.'),
    ),
    processed: t.int({
      description: 'Companies that had their turn: enriched + skipped + failed. `total` of them when it is IDLE.',
      resolve: ({ enriched, skipped, failed }) => enriched + skipped + failed,
    }),
    enriched: t.exposeInt('enriched', count('Companies about which something was found.')),
    skipped: t.exposeInt('skipped', count('Companies that nobody was asked about; `reasons` says why.')),
    failed: t.exposeInt('failed', count('Companies about which nothing could be found; `reasons` says why.')),
    reasons: t.field({
      type: [EnrichmentReason],
      description: 'Why companies were skipped or failed, or not filled in whole, the most frequent first.',
      resolve: ({ id }, _args, context) => reasonLoader(context).load(id),
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was IDLE again, however it went; null while it goes on.',
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the provider, which did not answer or asked for patience, is asked again; null otherwise.',
    }),
    error: t.field({
      type: EnrichmentError,
      nullable: true,
      description:
        'Why it ended early, or with `nextAttemptAt` why the last attempt failed; null otherwise. The import is not touched by it: `enrichList` tries again.',
      resolve: ({ errorCode, errorMessage }) =>
        errorCode === null ? null : { code: errorCode, message: errorMessage ?? '' },
    }),
    // Not as a relation, since the list takes the enrichment along when it is deleted while an event is on its way.
    list: t.prismaField({
      type: ListRef,
      nullable: true,
      description: 'The list; null when it is deleted meanwhile.',
      resolve: (query, { listId }, _args, context) =>
        context.prisma.list.findUnique({ ...query, where: { id: listId } }),
    }),
  }),
})

builder.prismaObjectField(ListRef, 'enrichmentStatus', (t) =>
  t.field({
    type: EnrichmentStatusRef,
    description:
      'Whether companies of the list are being looked up after an import. Free of charge; `enrichment` has the counts.',
    select: { enrichment: { select: { status: true } } },
    resolve: ({ enrichment }) => enrichment?.status ?? 'IDLE',
  }),
)

builder.prismaObjectField(ListRef, 'enrichment', (t) =>
  t.relation('enrichment', {
    nullable: true,
    description:
      'The look-up of what its companies lack, the last one or the one that goes on; null before the first. Follow it by `enrichmentProgress`.',
  }),
)

const EnrichListInput = builder.inputType('EnrichListInput', {
  description: 'Which list.',
  fields: (t) => ({ listId: t.id({ required: true, description: 'Id of the list.' }) }),
})

const EnrichListPayload = builder.objectRef<{ list: List; enrichment: Enrichment }>('EnrichListPayload').implement({
  description: 'The enrichment as it was accepted.',
  fields: (t) => ({
    list: t.field({ type: ListRef, description: 'The list.', resolve: ({ list }) => list }),
    enrichment: t.field({
      type: EnrichmentRef,
      description: 'The enrichment that goes on now.',
      resolve: ({ enrichment }) => enrichment,
    }),
  }),
})

const CancelEnrichmentInput = builder.inputType('CancelEnrichmentInput', {
  description: 'Which list.',
  fields: (t) => ({ listId: t.id({ required: true, description: 'Id of the list.' }) }),
})

const CancelEnrichmentPayload = builder
  .objectRef<{ list: List; enrichment: Enrichment | null }>('CancelEnrichmentPayload')
  .implement({
    description: 'The list, for whose companies nobody is asked any more.',
    fields: (t) => ({
      list: t.field({ type: ListRef, description: 'The list.', resolve: ({ list }) => list }),
      enrichment: t.field({
        type: EnrichmentRef,
        nullable: true,
        description: 'The enrichment, IDLE; null where the list never had one.',
        resolve: ({ enrichment }) => enrichment,
      }),
    }),
  })

builder.mutationFields((t) => ({
  enrichList: t.field({
    type: EnrichListPayload,
    description:
      'Looks up the companies of a list that lack data and of which nothing was found in the last 30 days; those that failed or were skipped before get another turn. Answers at once; follow `enrichmentProgress(listId)`. While an enrichment goes on, it adds to that one. Imports do this by themselves: call it after an error, or to look again.',
    args: { input: t.arg({ type: EnrichListInput, required: true, description: 'Which list.' }) },
    errors: { types: [ListAccessError] },
    resolve: async (_root, { input }, context) => {
      await startEnrichment(context.pool, viewerOf(context).userId, input.listId)
      const { enrichment, ...list } = await readList(context, input.listId)
      if (enrichment === null) throw new ListAccessError()
      return { list, enrichment }
    },
  }),
  cancelEnrichment: t.field({
    type: CancelEnrichmentPayload,
    description:
      'Ends the enrichment of a list at once. What was filled in stays; companies that had no turn yet are skipped with the reason CANCELLED. Where nothing goes on it changes nothing.',
    args: { input: t.arg({ type: CancelEnrichmentInput, required: true, description: 'Which list.' }) },
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
      'The enrichment of a list as it is now, at once, and then each change, ten a second at most and the last one always; completes once it is IDLE. A list that never had one waits for its first. One that begins after the end needs a new subscription. Each event is the whole enrichment, so a lost one costs nothing and a client that reconnects is up to date with the first.',
    args: {
      listId: t.arg.id({
        required: true,
        description: 'Id of the list. One that is not yours is an error with code LIST_ACCESS.',
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
  // Deleted meanwhile.
  if (list === null) throw new ListAccessError()
  return list
}

const loaders = new WeakMap<Context, DataLoader<string, Reason[]>>()

/** Reads the reasons of all enrichments of a selection together. It keeps nothing, since each event of a subscription asks anew in the same context. */
function reasonLoader(context: Context): DataLoader<string, Reason[]> {
  const loader =
    loaders.get(context) ??
    new DataLoader<string, Reason[]>(
      async (ids) => {
        const reasons = await countReasons(context.pool, ids)
        return ids.map((id) => reasons.get(id) ?? [])
      },
      { cache: false },
    )
  loaders.set(context, loader)
  return loader
}
