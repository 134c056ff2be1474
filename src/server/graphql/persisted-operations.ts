import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations'
import { createLRUCache, type GraphQLParams, type Plugin } from 'graphql-yoga'
import * as z from 'zod'
import type { Config } from '../../config.ts'
import { refusal } from '../errors.ts'
import { limits } from './operation-limits.ts'
import type { HttpContext } from './request-body.ts'
import { sha256, type TrustedDocuments } from './trusted-documents.ts'

/** Documents that clients persisted; each has up to 100,000 characters. */
const maxPersisted = 200
const maxAccepted = 1_000

/**
 * Accepts the id of a trusted document, or the hash of a document that a client sent before (automatic persisted queries), in place
 * of a document. With `TRUSTED_DOCUMENTS=only` it rejects all documents that are not trusted, on every transport.
 */
export function persistedOperations(
  { trustedDocuments }: Pick<Config, 'trustedDocuments'>,
  trusted: TrustedDocuments,
): (Plugin<{ isOwn?: boolean }> | Plugin<HttpContext> | Plugin<object, HttpContext>)[] {
  const persisted = createLRUCache<string>({ max: maxPersisted })
  const accepted = createLRUCache<true>({ max: maxAccepted })
  const isTrusted = (document: string) => {
    const hash = sha256(document)
    if (accepted.get(hash)) return true
    if (!trusted.includes(document)) return false
    accepted.set(hash, true)
    return true
  }
  const persist: Plugin<object, HttpContext> = {
    onParams({ params: { query, extensions }, context: { viewer } }) {
      const hash = hashOf(extensions)
      if (typeof query !== 'string' || query === '' || hash === null) return
      if (hash !== sha256(query)) {
        throw refusal(400, 'BAD_REQUEST', '`sha256Hash` is not the SHA-256 hash of `query`, in hexadecimal.')
      }
      // Strangers must not fill the cache.
      if (viewer && query.length <= limits.characters) persisted.set(hash, query)
    },
  }
  const refuseOthers: Plugin<{ isOwn?: boolean }> = {
    onParse({ params: { source }, context: { isOwn = false } }) {
      if (trustedDocuments === 'any' || isOwn || isTrusted(source.toString())) return
      throw refusal(
        403,
        'UNTRUSTED_DOCUMENT',
        'This server runs trusted documents only. Ask the operator to add this one to TRUSTED_DOCUMENTS_FILE.',
      )
    },
  }
  return [
    persist,
    usePersistedOperations<HttpContext>({
      allowArbitraryOperations: true,
      extractPersistedOperationId: (params) => hashOf(params.extensions) ?? documentId(params),
      getPersistedOperation: (id) => trusted.get(id) ?? persisted.get(id) ?? null,
      customErrors: {
        notFound: () => refusal(200, 'PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound'),
        keyNotFound: () => refusal(400, 'BAD_REQUEST', 'Must provide query string.'),
      },
    }),
    refuseOthers,
  ]
}

const apq = z.object({ persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string() }) })

function hashOf(extensions: unknown): string | null {
  return apq.safeParse(extensions).data?.persistedQuery.sha256Hash ?? null
}

/** Returns the document id of GraphQL over HTTP, which may have a prefix such as `sha256:`. */
function documentId(params: GraphQLParams & { documentId?: unknown }): string | null {
  return typeof params.documentId === 'string' ? params.documentId.replace(/^sha256:/, '') : null
}
