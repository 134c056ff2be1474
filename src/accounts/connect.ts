import type pg from 'pg'
import type { Config } from '../config.ts'
import { transaction } from '../db/client.ts'
import { OneTimeCodes } from '../db/one-time-codes.ts'
import { Shares } from '../db/shares.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { ConnectRefusedError } from './errors.ts'
import type { AccountProvider } from './provider.ts'
import { AccountProviderRefusedError } from './provider-errors.ts'
import { asUnavailable } from './refresh.ts'

/** The nonces of connect pages, valid for an hour. */
export const connectNonces = new OneTimeCodes({
  table: 'connect_links',
  hashColumn: 'nonce_hash',
  lifetime: 60 * 60_000,
})

/** Pages of a user within an hour. */
const maxPages = 50
/** One user's pages are created one at a time, so that they can be counted, and leave the provider to others. */
const creations = new Shares(1)

/** Path to which the provider posts that an account was connected. */
export const connectedPath = '/webhooks/unipile/connected'

/** The provider's page on which a user connects an account, and when it expires. */
export interface ConnectLink {
  url: string
  expiresAt: Date
}

/**
 * Creates a page on which the user connects one account within an hour; the nonce that the provider sends back with the account
 * identifies the user. Throws ConnectRefusedError or ProviderUnavailableError, having stored nothing.
 */
export async function createConnectLink(
  { pool, accounts, config }: { pool: pg.Pool; accounts: AccountProvider; config: Pick<Config, 'publicUrl'> },
  userId: number,
): Promise<ConnectLink> {
  // The sandbox refuses with its own message.
  if (config.publicUrl === null && accounts.name === 'UNIPILE') {
    throw new ConnectRefusedError(
      'Accounts cannot be connected here because Unipile cannot reach this server. Ask the operator to set PUBLIC_URL to an address that Unipile can reach, or to give you an account with `account assign`.',
    )
  }
  return await creations.run(userId, async () => {
    if ((await connectNonces.count(pool, userId)) >= maxPages) {
      throw new ConnectRefusedError(
        `You have asked for ${maxPages} pages within an hour. Use the last one, or try again in an hour.`,
      )
    }
    const nonce = connectNonces.create()
    const { expiresAt } = nonce
    const notifyUrl = `${config.publicUrl ?? ''}${connectedPath}`
    const { url } = await accounts
      .createConnectPage({ nonce: nonce.code, expiresAt, notifyUrl })
      .catch((error: unknown) => {
        if (error instanceof AccountProviderRefusedError) throw new ConnectRefusedError(error.message, { cause: error })
        throw asUnavailable(error)
      })
    await connectNonces.store(pool, userId, nonce)
    return { url, expiresAt }
  })
}

/** Gives the account to the user who connected it on the page with this nonce; does nothing if the nonce is unknown, used or expired. */
export async function acceptConnection(
  pool: pg.Pool,
  { nonce, providerAccountId }: { nonce: string; providerAccountId: string },
): Promise<void> {
  await transaction(pool, async (client) => {
    const userId = await connectNonces.redeem(client, nonce)
    if (userId === null) return
    await enqueue(client, 'connect-account', { userId, providerAccountId }, { queueName: `connections ${userId}` })
  })
}
