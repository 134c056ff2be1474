import { type Cache, cacheExchange, type UpdateResolver } from '@urql/exchange-graphcache'
import type { Exchange } from 'urql'
import { keyless, possibleTypes } from '../../../packages/client/src/cache.ts'

/** Creates the normalized cache: objects are stored by id, so an event updates its run wherever it is shown. */
export function createCache(): Exchange {
  const states = new Map<string, string>()
  return cacheExchange({
    possibleTypes,
    keys: Object.fromEntries(keyless.map((type) => [type, () => null])),
    updates: {
      Subscription: {
        importActivity(result, _args, cache) {
          const run = result['importActivity']
          if (!isEntity(run)) return
          const state = `${run['status']} ${run['undoneAt']}`
          if (states.get(run.id) === state) return
          states.set(run.id, state)
          // The run started, ended, paused or was undone, which outdates counts and lists elsewhere.
          invalidateFields(cache, 'Query', 'importRuns')
          invalidateCredits(cache)
          if (isEntity(run['list']))
            invalidateFields(cache, key('List', run['list'].id), 'importRuns', 'rows', 'companies')
        },
        enrichmentProgress(result, { listId }, cache) {
          const enrichment = result['enrichmentProgress']
          if (!isEntity(enrichment)) return
          const list = key('List', String(listId))
          cache.link(list, 'enrichment', key('Enrichment', enrichment.id))
          if (enrichment['status'] === 'IDLE') {
            cache.invalidate(list, 'enrichmentStatus')
            invalidateFields(cache, list, 'companies')
          }
        },
      },
      Mutation: {
        createListWithImport: afterStart,
        importIntoList: afterStart,
        importSalesNav: afterStart,
        undoImport(result, _args, cache) {
          const undone = result['undoImport']
          const run = isObject(undone) ? undone['run'] : null
          if (!isEntity(run) || !run['undoneAt']) return
          invalidateFields(cache, 'Query', 'lists')
          invalidateCredits(cache)
          if (isEntity(run['list'])) invalidateFields(cache, key('List', run['list'].id), 'rows', 'companies')
        },
        deleteList(result, _args, cache) {
          const deleted = result['deleteList']
          if (isObject(deleted) && typeof deleted['listId'] === 'string')
            cache.invalidate(key('List', deleted['listId']))
          invalidateFields(cache, 'Query', 'lists', 'importRuns')
        },
        createApiToken: (_result, _args, cache) => invalidateViewer(cache, 'apiTokens'),
        revokeApiToken: (_result, _args, cache) => invalidateViewer(cache, 'apiTokens'),
        createWebhook: (_result, _args, cache) => invalidateViewer(cache, 'webhooks'),
        deleteWebhook: (_result, _args, cache) => invalidateViewer(cache, 'webhooks'),
        testWebhook: (_result, { input }, cache) => {
          if (isEntity(input)) invalidateFields(cache, key('Webhook', input.id), 'deliveries')
        },
        blockCompanies: (_result, _args, cache) => invalidateFields(cache, 'Query', 'blockedCompanies'),
        unblockCompany: (_result, _args, cache) => invalidateFields(cache, 'Query', 'blockedCompanies'),
        syncLinkedInAccounts: (_result, _args, cache) =>
          invalidateFields(cache, 'Query', 'salesNavAccess', 'linkedInAccounts'),
      },
    },
  })
}

const afterStart: UpdateResolver = (_result, _args, cache) => {
  invalidateFields(cache, 'Query', 'lists', 'importRuns')
  invalidateCredits(cache)
}

/** Invalidates fields of an entity, whatever their arguments. */
function invalidateFields(cache: Cache, entity: string, ...names: readonly string[]): void {
  for (const { fieldName, arguments: args } of cache.inspectFields(entity)) {
    if (names.includes(fieldName)) cache.invalidate(entity, fieldName, args)
  }
}

function invalidateCredits(cache: Cache): void {
  invalidateFields(cache, 'Query', 'creditUsage')
  invalidateViewer(cache, 'credits', 'creditLedger')
}

function invalidateViewer(cache: Cache, ...names: readonly string[]): void {
  const viewer = cache.resolve('Query', 'viewer')
  if (typeof viewer === 'string') invalidateFields(cache, viewer, ...names)
}

function key(type: string, id: string): string {
  return `${type}:${id}`
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isEntity(value: unknown): value is Record<string, unknown> & { id: string } {
  return isObject(value) && typeof value['id'] === 'string'
}
