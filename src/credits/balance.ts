import type { PrismaClient } from '../db/generated/client.ts'

/** What a user holds: `balance` is paid for, `reserved` of it set aside for imports under way. */
export interface Balance {
  balance: number
  reserved: number
}

/** The user's credits as they are now; none where there is no account. */
export async function readBalance(prisma: PrismaClient, userId: number): Promise<Balance> {
  const account = await prisma.creditAccount.findUnique({ where: { userId } })
  return { balance: account?.balance ?? 0, reserved: account?.reserved ?? 0 }
}
