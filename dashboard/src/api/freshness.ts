import { type Exchange, makeOperation, type Operation, type OperationResult } from 'urql'
import { filter, makeSubject, map, merge, pipe } from 'wonka'
import { Snapshots } from './snapshots.ts'
import { waitBeforeRetry } from './socket.ts'

/** An exchange that keeps outdated responses from replacing newer events, repeats queries that did not reach the server, and can repeat all active queries. */
export interface Freshness {
  readonly exchange: Exchange
  /** Repeats all active queries; to be called when events may have been missed. */
  refetch(): void
}

/**
 * Creates the exchange, which belongs between the cache and the network. An event can overtake the response to a query or a
 * mutation that was read before it. Such a response is passed on with the newest known state of each run in it, and a query is
 * then repeated, since its lists and counts may be outdated too. It is repeated below the client, which ignores a query that it
 * already waits for.
 */
export function createFreshness(): Freshness {
  const snapshots = new Snapshots()
  const active = new Map<number, Operation>()
  /** The queries on their way, at most one request each, and whether each has to be repeated. */
  const pending = new Map<number, { isOvertaken: boolean }>()
  /** The queries that did not reach the server, with the number of attempts. */
  const failed = new Map<number, number>()
  const repeated = makeSubject<Operation>()

  const send = (operation: Operation) => {
    pending.set(operation.key, { isOvertaken: false })
    repeated.next(operation)
  }
  /** Returns whether to forward an operation. */
  const admit = (operation: Operation): boolean => {
    const { kind, key } = operation
    if (kind === 'teardown') {
      active.delete(key)
      pending.delete(key)
      failed.delete(key)
    }
    if (kind !== 'query') return true
    active.set(key, operation)
    const request = pending.get(key)
    if (request) request.isOvertaken = true
    else pending.set(key, { isOvertaken: false })
    return request === undefined
  }
  const settle = (key: number) => {
    const request = pending.get(key)
    pending.delete(key)
    if (!request?.isOvertaken) return
    // After the response has been passed on.
    queueMicrotask(() => {
      const operation = active.get(key)
      if (operation && !pending.has(key)) send(operation)
    })
  }
  const retry = async (key: number) => {
    const attempts = failed.get(key) ?? 0
    failed.set(key, attempts + 1)
    await waitBeforeRetry(attempts)
    const operation = active.get(key)
    // Another request may have begun or succeeded meanwhile.
    if (operation && failed.get(key) === attempts + 1 && !pending.has(key)) send(operation)
  }
  const receive = (result: OperationResult): OperationResult => {
    const { kind, key } = result.operation
    const hasNewStatus = snapshots.add(result.data)
    if (kind === 'query') {
      settle(key)
      if (result.error?.networkError) void retry(key)
      else failed.delete(key)
    } else if (hasNewStatus || kind === 'mutation') for (const request of pending.values()) request.isOvertaken = true
    return { ...result, data: snapshots.update(result.data) }
  }
  return {
    exchange:
      ({ forward }) =>
      (operations) =>
        pipe(merge([pipe(operations, filter(admit)), repeated.source]), forward, map(receive)),
    refetch() {
      for (const operation of active.values()) {
        // A request from before the connection was lost may never be answered.
        repeated.next(makeOperation('teardown', operation, operation.context))
        send(operation)
      }
    },
  }
}
