import type { AccountProvider } from '../../accounts/provider.ts'
import { AccountProviderRefusedError } from '../../accounts/provider-errors.ts'
import { inventSearch, searchReach } from './invented-people.ts'
import { readCursor, writeCursor } from './search-cursor.ts'

const isSandboxAccount = (id: string) => id.startsWith('sandbox-')

/** Returns a provider that needs no network or key: every account `sandbox-…` has Sales Navigator, and each search finds about 3,000 invented people, always the same ones. */
export function createSandbox(): AccountProvider {
  return {
    name: 'SANDBOX',

    async search({ providerAccountId, url, cursor, limit, signal }) {
      signal.throwIfAborted()
      if (!isSandboxAccount(providerAccountId)) {
        throw new AccountProviderRefusedError(
          'ACCOUNT_NOT_FOUND',
          'The sandbox has no such LinkedIn account. Start the import again with an existing one.',
        )
      }
      const scope = { providerAccountId, url, limit }
      const place = cursor === null ? { offset: 0, page: 0 } : readCursor(cursor, scope)
      if (place === null) {
        throw new AccountProviderRefusedError(
          'SEARCH_REFUSED',
          'The search can’t be continued. Start the import again.',
        )
      }
      const { total, at } = inventSearch(url)
      const end = Math.min(place.offset + limit, searchReach)
      return {
        leads: Array.from({ length: Math.max(end - place.offset, 0) }, (_, index) => at(place.offset + index)),
        cursor: end < searchReach ? writeCursor({ offset: end, page: 0 }, scope) : null,
        totalCount: total,
      }
    },

    async findAccount(providerAccountId) {
      if (!isSandboxAccount(providerAccountId)) return null
      return { providerAccountId, name: 'Sandbox account', status: 'OK', hasSalesNavigator: true }
    },

    async createConnectPage() {
      throw new AccountProviderRefusedError(
        'CONNECT_REFUSED',
        'The sandbox has nothing to connect: you already have an account with Sales Navigator, and searches find invented people. For real ones, set UNIPILE_URL and UNIPILE_API_KEY on the server.',
      )
    },
  }
}
