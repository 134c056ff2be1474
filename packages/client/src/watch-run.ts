import type { Client as Socket } from 'graphql-ws'
import { ImportProgressDocument, type ImportProgressSubscription } from './gql/graphql.ts'
import { errorOf, LeadstreamError } from './leadstream-error.ts'
import { codeOf, isForbidden, waitBeforeRetry } from './socket.ts'

/** A run as it is at one moment, with a `version` that grows. */
export type RunSnapshot = ImportProgressSubscription['importProgress']

/**
 * Yields the run as it is now, then each change, and returns when the run has ended. Reconnects whenever the connection is lost, and
 * yields no snapshot that is older than the one before. Throws a LeadstreamError if there is no such run or the token is not valid.
 */
export async function* watchRun(
  socket: Socket,
  runId: string,
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<RunSnapshot, void, void> {
  let version = -1
  for (let attempt = 0; ; attempt++) {
    signal?.throwIfAborted()
    const events = socket.iterate<ImportProgressSubscription>({
      query: String(ImportProgressDocument),
      variables: { runId },
    })
    const stop = () => void events.return?.()
    signal?.addEventListener('abort', stop)
    try {
      for await (const { data, errors } of events) {
        if (errors) throw errorOf(errors[0])
        const run = data?.importProgress
        if (!run || run.version <= version) continue
        attempt = 0
        version = run.version
        yield run
      }
      signal?.throwIfAborted()
      return
    } catch (error) {
      if (Array.isArray(error)) throw errorOf(error[0])
      if (isForbidden(error)) throw new LeadstreamError('UNAUTHENTICATED', 'The token is not valid. Create a new one.')
      if (codeOf(error) === null) throw error
      await waitBeforeRetry(attempt)
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }
}
