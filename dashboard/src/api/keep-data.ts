import { notifications } from '@mantine/notifications'
import type { CombinedError, Exchange } from 'urql'
import { map, pipe, tap } from 'wonka'
import { errorMessage } from './error-message.ts'

/**
 * An exchange that keeps the data of a query when a later request for it fails, so that nothing disappears from the screen, and says
 * so. A request that did not reach the server is repeated anyway.
 */
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
        const isMissing = data === null || data === undefined
        const kept = isMissing ? known.get(operation.key) : data
        if (error && kept !== undefined) report(error)
        if (isMissing) return error ? { ...result, data: kept } : result
        known.set(operation.key, data)
        return result
      }),
    )
}

function report(error: CombinedError): void {
  // The sign-in page says that a session has ended.
  const isOver = error.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')
  if (error.networkError || isOver) return
  notifications.show({
    id: 'outdated',
    color: 'red',
    title: 'Couldn’t refresh this page',
    message: `${errorMessage(error)} What is shown may be out of date.`,
  })
}
