import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { transaction } from '../db/client.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { ConnectRefusedError } from './errors.ts'
import { insertLink, takeLink } from './links.sql.ts'
import type { AccountProvider } from './provider.ts'
import { ProviderRefusedError } from './provider-errors.ts'
import { accountQueue, asUnavailable } from './refresh.ts'

const linkLivesFor = 60 * 60_000
const nonceForm = /^[\w-]{43}$/

/** Where the provider says that an account was connected. */
export const connectedPath = '/webhooks/unipile/connected'

/** A page of the provider on which a user connects an account, and until when. */
export interface ConnectLink {
  url: string
  expiresAt: Date
}

/**
 * Makes a page on which the user connects an account, once and within the hour: the nonce that comes back with the account says
 * whose it is. Throws ConnectRefusedError, or ProviderUnavailableError; nothing is stored then.
 */
export async function createConnectLink(
  { pool, accounts, config }: { pool: pg.Pool; accounts: AccountProvider; config: Pick<Config, 'publicUrl'> },
  userId: number,
): Promise<ConnectLink> {
  // The sandbox refuses in its own words.
  if (config.publicUrl === null && accounts.name === 'UNIPILE') {
    throw new ConnectRefusedError(
      'This server can not be told which account you connect. Whoever runs it sets PUBLIC_URL to an address that Unipile reaches, or gives you an account with `account assign`.',
    )
  }
  const nonce = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + linkLivesFor)
  const notifyUrl = `${config.publicUrl ?? ''}${connectedPath}`
  const { url } = await accounts.createConnectPage({ nonce, expiresAt, notifyUrl }).catch((error: unknown) => {
    if (error instanceof ProviderRefusedError) throw new ConnectRefusedError(error.message, { cause: error })
    throw asUnavailable(error)
  })
  await insertLink(pool, userId, hash(nonce), expiresAt)
  return { url, expiresAt }
}

/** Takes the provider's word that an account was connected by the page with this nonce; any other nonce changes nothing. */
export async function acceptConnection(
  pool: pg.Pool,
  { nonce, providerAccountId }: { nonce: string; providerAccountId: string },
): Promise<void> {
  if (!nonceForm.test(nonce)) return
  await transaction(pool, async (client) => {
    const userId = await takeLink(client, hash(nonce))
    if (userId === null) return
    await enqueue(client, 'connect-account', { userId, providerAccountId }, { queueName: accountQueue })
  })
}

function hash(nonce: string): Buffer {
  return createHash('sha256').update(nonce).digest()
}
