import type pg from 'pg'
import type { LinkedInAccount, PrismaClient } from '../db/generated/client.ts'
import { insertAccount } from './accounts.sql.ts'
import type { AccountProvider } from './provider.ts'

/** What it takes to find a user's accounts. */
export interface AccessDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly accounts: Pick<AccountProvider, 'name'>
}

/**
 * The account that a Sales Navigator import would use: the user's oldest one of the configured provider that is in good state
 * and has Sales Navigator, or null. Asks no provider; with the sandbox everybody has an account.
 */
export async function findSalesNavAccount(deps: AccessDeps, userId: number): Promise<LinkedInAccount | null> {
  const found = await oldestUsable(deps, userId)
  if (found !== null || deps.accounts.name !== 'SANDBOX') return found
  // Where it is there already, another request has just made it.
  await giveSandboxAccount(deps, userId)
  return await oldestUsable(deps, userId)
}

/** The user's accounts of the configured provider, oldest first. */
export async function accountsOf(deps: AccessDeps, userId: number): Promise<LinkedInAccount[]> {
  await giveSandboxAccount(deps, userId)
  return await deps.prisma.linkedInAccount.findMany({
    where: { userId, provider: deps.accounts.name },
    orderBy: { seq: 'asc' },
  })
}

function oldestUsable({ prisma, accounts }: AccessDeps, userId: number): Promise<LinkedInAccount | null> {
  return prisma.linkedInAccount.findFirst({
    where: { userId, provider: accounts.name, status: 'OK', hasSalesNavigator: true },
    orderBy: { seq: 'asc' },
  })
}

/** With the sandbox, makes the account that each user has where it is not there. */
async function giveSandboxAccount({ pool, accounts }: AccessDeps, userId: number): Promise<void> {
  if (accounts.name !== 'SANDBOX') return
  await insertAccount(pool, userId, 'SANDBOX', {
    providerAccountId: `sandbox-${userId}`,
    name: 'Sandbox account',
    status: 'OK',
    hasSalesNavigator: true,
  })
}
