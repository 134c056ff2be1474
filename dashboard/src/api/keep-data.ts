import type { Exchange } from 'urql'
import { map, pipe, tap } from 'wonka'

/** An exchange that keeps the data of a query when a later request for it fails, so that nothing disappears from the screen. */
export const keepData: Exchange = ({ forward }) => {
  const known = new Map<number, unknown>()
  return (operations) =>
    pipe(
      operations,
      tap(({ kind, key }) => kind === 'teardown' && known.delete(key)),
      forward,
      map((result) => {
        const { operation, data, error } = result
        if (operation.kind !== 'query') return result
        if (data === null || data === undefined) return error ? { ...result, data: known.get(operation.key) } : result
        known.set(operation.key, data)
        return result
      }),
    )
}
