import type pg from 'pg'
import type { LinkedInAccount, PrismaClient } from '../db/generated/client.ts'
import { insertAccount } from './accounts.sql.ts'
import type { AccountProvider } from './provider.ts'

/** Dependencies for finding a user's accounts. */
export interface AccessDeps {
  readonly pool: pg.Pool
  readonly prisma: PrismaClient
  readonly accounts: Pick<AccountProvider, 'name'>
}

/**
 * Returns the account that a Sales Navigator import would use: the user's oldest usable one at the configured provider that has
 * Sales Navigator, or null. Calls no provider; in the sandbox every user has an account.
 */
export async function findSalesNavAccount(deps: AccessDeps, userId: number): Promise<LinkedInAccount | null> {
  const found = await oldestUsable(deps, userId)
  if (found !== null || deps.accounts.name !== 'SANDBOX') return found
  // It may exist already if another request has just created it.
  await ensureSandboxAccount(deps, userId)
  return await oldestUsable(deps, userId)
}

/** Returns the user's accounts at the configured provider, oldest first. */
export async function accountsOf(deps: AccessDeps, userId: number): Promise<LinkedInAccount[]> {
  await ensureSandboxAccount(deps, userId)
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

/** In the sandbox, creates the user's account unless it exists. */
async function ensureSandboxAccount({ pool, accounts }: AccessDeps, userId: number): Promise<void> {
  if (accounts.name !== 'SANDBOX') return
  await insertAccount(pool, userId, 'SANDBOX', {
    providerAccountId: `sandbox-${userId}`,
    name: 'Sandbox account',
    status: 'OK',
    hasSalesNavigator: true,
  })
}
