import type { z } from 'zod'
import type { AccountProvider, ProviderAccount } from '../../../accounts/provider.ts'
import { AccountDisconnectedError, AccountProviderRefusedError } from '../../../accounts/provider-errors.ts'
import { ProviderUnavailableError } from '../../../errors.ts'
import { openUnipile, type UnipileOptions } from './http.ts'
import { accountList, linkAnswer, profileAnswer, readAccount, readLead, searchAnswer } from './wire.ts'

const accountsPerPage = 250
/** Pages read of a list of accounts, which might repeat forever. */
const maxAccountPages = 400

/** Returns LinkedIn accounts and searches through Unipile. */
export function createUnipile(options: UnipileOptions): AccountProvider {
  const call = openUnipile(options)

  const listed = async (id: string): Promise<ProviderAccount | null> => {
    let cursor: string | null = null
    for (let page = 0; page < maxAccountPages; page++) {
      const query = { limit: String(accountsPerPage), cursor }
      const answer: z.infer<typeof accountList> = read(
        accountList,
        await call({ purpose: 'list', path: 'accounts', query }),
      )
      const account = answer.items.map(readAccount).find((account) => account?.providerAccountId === id)
      if (account) return account
      if (answer.cursor === null || answer.cursor === cursor) return null
      cursor = answer.cursor
    }
    throw new ProviderUnavailableError('Unipile returned an endless list of accounts.')
  }

  return {
    name: 'UNIPILE',

    async search({ providerAccountId, url, cursor, limit, signal }) {
      const query = { account_id: providerAccountId, limit: String(limit), cursor }
      const answer = await call({ purpose: 'search', path: 'linkedin/search', query, body: { url }, signal })
      const page = read(searchAnswer, answer)
      return {
        leads: page.items.map(readLead),
        cursor: page.cursor,
        totalCount: page.paging?.total_count ?? null,
      }
    },

    async findAccount(providerAccountId) {
      const account = await listed(providerAccountId)
      if (account?.status !== 'OK') return account
      // The list may be outdated.
      try {
        const query = { account_id: providerAccountId }
        const { sales_navigator: seat } = read(
          profileAnswer,
          await call({ purpose: 'account', path: 'users/me', query }),
        )
        if (seat === undefined) return account
        if (seat?.error) return { ...account, status: 'CREDENTIALS', hasSalesNavigator: true }
        return { ...account, hasSalesNavigator: seat !== null }
      } catch (error) {
        if (error instanceof AccountDisconnectedError) return { ...account, status: 'CREDENTIALS' }
        const code = error instanceof AccountProviderRefusedError ? error.code : undefined
        if (code === 'ACCOUNT_NOT_FOUND') return null
        if (code === 'ACCOUNT_RESTRICTED') return { ...account, status: 'PERMISSIONS' }
        if (code === 'NO_SALES_NAVIGATOR_SEAT') return { ...account, hasSalesNavigator: false }
        throw error
      }
    },

    async createConnectPage({ nonce, expiresAt, notifyUrl }) {
      const body = {
        type: 'create',
        providers: ['LINKEDIN'],
        api_url: options.url,
        expiresOn: expiresAt.toISOString(),
        name: nonce,
        notify_url: notifyUrl,
      }
      return read(linkAnswer, await call({ purpose: 'connect', path: 'hosted/accounts/link', body }))
    },
  }
}

function read<Schema extends z.ZodType>(schema: Schema, answer: unknown): z.infer<Schema> {
  const { data, success } = schema.safeParse(answer)
  if (!success) throw new ProviderUnavailableError('Unipile returned an unexpected response.')
  return data
}
