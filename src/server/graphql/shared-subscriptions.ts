import type { IncomingMessage } from 'node:http'
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLSchema,
  getOperationAST,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql'
import { onBehalfOf, withReadTimeout } from '../../db/shared-pool.ts'
import type { Viewer } from '../../users/tokens.ts'
import { maskError } from '../errors.ts'
import type { Engine, SharedContext } from './engine.ts'
import { hideSuggestion } from './hidden-schema.ts'
import { type OperationParams, type PreparedOperation, prepareOperation } from './prepare-operation.ts'
import { SharedSubscription, type Subscriber } from './shared-subscription.ts'
import { withCleanLiterals } from './storable-text.ts'

/** A subscriber to a shared subscription, or the result to send if subscribing failed. */
export interface Joined {
  readonly args: ExecutionArgs
  readonly joined: Subscriber | ExecutionResult
}

/** The subscriptions of all connections of this process, by everything that their results depend on. */
export class SharedSubscriptions {
  readonly #shared: SharedContext
  readonly #open = new Map<string, SharedSubscription>()
  readonly #isShareable = new WeakMap<DocumentNode, boolean>()

  constructor(shared: SharedContext) {
    this.#shared = shared
  }

  /**
   * Subscribes to an operation together with all that have the same results. An operation that is not shared is returned as it was
   * prepared, or its errors if it is invalid, or null if it is no longer wanted when its turn comes; throws for a syntax error.
   */
  async subscribe(
    engine: Engine,
    request: Parameters<typeof prepareOperation>[1] & { readonly req: IncomingMessage },
    params: OperationParams,
    isWanted: () => boolean = () => true,
  ): Promise<Joined | Awaited<ReturnType<typeof prepareOperation>> | null> {
    const { viewer, origin } = request
    const key = viewer && params.query.includes('subscription') ? keyOf(viewer, origin, params) : null
    const isOpen = () => (key === null ? undefined : this.#open.get(key))
    let subscription = isOpen()
    if (!subscription) {
      await this.#shared.rates.takeTurn(request.req, viewer)
      if (!isWanted()) return null
      subscription = isOpen()
    }
    if (!subscription) {
      const prepared = await prepareOperation(engine, request, params)
      if (viewer === null || key === null || !('args' in prepared) || !this.#mayShare(prepared)) return prepared
      subscription = this.#open.get(key) ?? this.#add(key, viewer, prepared)
    }
    return { args: { ...subscription.args }, joined: await subscription.join() }
  }

  #add(key: string, { userId }: Viewer, { args }: PreparedOperation): SharedSubscription {
    const { config, log } = this.#shared
    const subscription = new SharedSubscription({
      args: { ...args, document: withCleanLiterals(args.document) },
      read: (work) => onBehalfOf(userId, () => withReadTimeout(config.readTimeout, work)),
      mask: (error) => hideSuggestion(maskError(error, log), config),
      onEmpty: () => {
        if (this.#open.get(key) === subscription) this.#open.delete(key)
      },
    })
    this.#open.set(key, subscription)
    return subscription
  }

  #mayShare({ args: { schema, document, operationName } }: PreparedOperation): boolean {
    if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) return false
    const known = this.#isShareable.get(document) ?? !selectsSignedLink(schema, document)
    this.#isShareable.set(document, known)
    return known
  }
}

function keyOf(viewer: Viewer, origin: string, { query, operationName, variables }: OperationParams): string {
  const { userId, tokenId, scopes } = viewer
  const given = Object.entries(variables ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([userId, tokenId, scopes, origin, operationName ?? null, given, query])
}

/** Returns whether a document selects a link that works without a token; each subscriber gets its own. */
function selectsSignedLink(schema: GraphQLSchema, document: DocumentNode): boolean {
  let found = false
  const types = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      Field() {
        found ||= types.getFieldDef()?.extensions['isSignedLink'] === true
      },
    }),
  )
  return found
}
