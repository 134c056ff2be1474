import SchemaBuilder from '@pothos/core'
import ComplexityPlugin from '@pothos/plugin-complexity'
import ErrorsPlugin from '@pothos/plugin-errors'
import PrismaPlugin from '@pothos/plugin-prisma'
import RelayPlugin from '@pothos/plugin-relay'
import ScopeAuthPlugin, { type AuthFailure } from '@pothos/plugin-scope-auth'
import type PrismaTypes from '../db/generated/pothos.ts'
import { getDatamodel } from '../db/generated/pothos.ts'
import { includesScope, type Scope, scopes } from '../users/scopes.ts'
import { complexityOf, ofPage } from './complexity.ts'
import { type Context, forbidden, unauthenticated } from './context.ts'
import './leaf-fields.ts'
import type { Scalars } from './scalar-types.ts'

interface SchemaTypes {
  Context: Context
  PrismaTypes: PrismaTypes
  Scalars: Scalars
  AuthScopes: { signedIn: boolean; scope: Scope }
  DefaultFieldNullability: false
  DefaultEdgesNullability: false
  DefaultNodeNullability: false
  Connection: { totalCount: Promise<number> }
}

function missingScope(failure: AuthFailure): Scope | undefined {
  if ('failures' in failure) return failure.failures.map(missingScope).find((scope) => scope)
  return 'parameter' in failure ? scopes.find((scope) => scope === failure.parameter) : undefined
}

/** The Pothos builder, to which the `schema.ts` of each domain adds types and fields; `graphql/schema.ts` imports them all. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, ScopeAuthPlugin, RelayPlugin, 'leafFields', PrismaPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ viewer }) => ({
      signedIn: viewer !== null,
      scope: (needed) => viewer !== null && includesScope(viewer.scopes, needed),
    }),
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, { viewer }, _info, { failure }) => {
      const missing = viewer && missingScope(failure)
      return missing ? forbidden(missing) : unauthenticated()
    },
  },
  // The server calls `costOf` before it runs an operation.
  complexity: { disabled: true, fieldComplexity: complexityOf },
  errors: {
    directResult: true,
    defaultTypes: [],
    defaultUnionOptions: {
      name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result`,
      description:
        'The payload, or an error that you can act on. Select `... on Error { message code }` to read any error, including those added later.',
    },
  },
  prisma: {
    client: (context) => context.prisma,
    dmmf: getDatamodel(),
    onUnusedQuery: null,
  },
  relay: {
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    cursorType: 'String',
    edgesFieldOptions: {
      nullable: false,
      complexity: ofPage,
      description: 'The nodes of this page, each with its cursor.',
    },
    nodeFieldOptions: { nullable: false, description: 'The item itself.' },
    nodesOnConnection: { complexity: ofPage, description: 'The items of this page, without their cursors.' },
    cursorFieldOptions: {
      description:
        'Cursor of this node; pass it as `after` or `before`. It is valid only for the same connection with the same arguments.',
    },
    pageInfoFieldOptions: { description: 'Whether there are more pages, and where this one begins and ends.' },
    pageInfoTypeOptions: {
      description:
        'Where a page of a connection begins and ends. To read all pages, pass `endCursor` as `after` while `hasNextPage` is true; backwards, pass `startCursor` as `before` with `last` while `hasPreviousPage` is true.',
    },
    hasNextPageFieldOptions: {
      description:
        'Whether more nodes follow this page. For a page that was requested with `last`: whether it was with `before`, too.',
    },
    hasPreviousPageFieldOptions: {
      description:
        'Whether nodes precede this page. For a page that was requested with `first`: whether it was with `after` or `offset`, too.',
    },
    startCursorFieldOptions: { description: 'Cursor of the first node of this page; null for an empty page.' },
    endCursorFieldOptions: { description: 'Cursor of the last node of this page; null for an empty page.' },
  },
})

builder.queryType({
  description:
    "Everything that can be read. All of it belongs to the viewer; another user's id behaves like one that does not exist. Requires a token with the scope READ.",
  authScopes: { scope: 'READ' },
})
builder.mutationType({
  description:
    'Everything that changes data. Each mutation returns a union of its payload and the errors that you can act on.',
  authScopes: { signedIn: true },
})
builder.subscriptionType({
  description: 'Live updates, over WebSocket (graphql-ws) or server-sent events. Requires a token with the scope READ.',
  authScopes: { scope: 'READ' },
})
