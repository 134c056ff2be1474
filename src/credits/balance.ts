import type { PrismaClient } from '../db/generated/client.ts'

/** The credits of a user: `balance` includes those `reserved` for running imports. */
export interface Balance {
  balance: number
  reserved: number
}

/** Returns the user's current credits; zero if the user has no account. */
export async function readBalance(prisma: PrismaClient, userId: number): Promise<Balance> {
  const account = await prisma.creditAccount.findUnique({ where: { userId } })
  return { balance: account?.balance ?? 0, reserved: account?.reserved ?? 0 }
}
