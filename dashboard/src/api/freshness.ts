import type { Exchange, Operation, OperationResult } from 'urql'
import { filter, pipe, tap } from 'wonka'

/** An exchange that keeps older news from replacing newer, and reads everything on the screen anew when it is told to. */
export interface Freshness {
  readonly exchange: Exchange
  /** To be called when events may have been missed. */
  refetch(): void
}

/** Creates the exchange; it stands between the cache and the network. */
export function createFreshness(): Freshness {
  const versions = new Map<string, number>()
  const shown = new Map<number, Operation>()
  let again = (_operation: Operation) => {}

  const exchange: Exchange =
    ({ client, forward }) =>
    (operations) => {
      again = (operation) =>
        client.reexecuteOperation(
          client.createRequestOperation('query', operation, { ...operation.context, requestPolicy: 'network-only' }),
        )
      return pipe(
        operations,
        tap((operation) => {
          if (operation.kind === 'query') shown.set(operation.key, operation)
          if (operation.kind === 'teardown') shown.delete(operation.key)
        }),
        forward,
        filter((result) => {
          if (!isOutdated(result, versions)) return true
          again(result.operation)
          return false
        }),
      )
    }
  return {
    exchange,
    refetch() {
      for (const operation of shown.values()) again(operation)
    },
  }
}

/** Whether an answer to a query says less of a run than an event that came in while it was on its way; each version is remembered. */
function isOutdated({ operation, data }: OperationResult, versions: Map<string, number>): boolean {
  let isStale = false
  for (const { id, version } of versionedIn(data)) {
    const known = versions.get(id) ?? 0
    if (version > known) versions.set(id, version)
    else if (version < known) isStale = true
  }
  return isStale && operation.kind === 'query'
}

/** All that has a version in an answer, however deep. */
function* versionedIn(value: unknown): Generator<{ id: string; version: number }> {
  if (typeof value !== 'object' || value === null) return
  if ('id' in value && 'version' in value && typeof value.id === 'string' && typeof value.version === 'number') {
    yield { id: value.id, version: value.version }
  }
  for (const child of Object.values(value)) yield* versionedIn(child)
}
