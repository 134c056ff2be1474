import type { LinkedInAccount, PrismaClient } from '../db/generated/client.ts'

/** The account that a Sales Navigator import would use: the user's oldest one in good state that has Sales Navigator, or null. */
export function findSalesNavAccount(prisma: PrismaClient, userId: number): Promise<LinkedInAccount | null> {
  return prisma.linkedInAccount.findFirst({
    where: { userId, status: 'OK', hasSalesNavigator: true },
    orderBy: { seq: 'asc' },
  })
}
