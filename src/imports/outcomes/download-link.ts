import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PrismaClient } from '../../db/generated/client.ts'

/** How long a link works without a token, in seconds. */
const lifetime = 15 * 60

/** Signs and verifies the links by which a browser downloads a run's outcomes. */
export class OutcomesLinks {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** Loads the key that all processes on this database share. */
  static async load(prisma: PrismaClient): Promise<OutcomesLinks> {
    const { key } = await prisma.signingKey.findFirstOrThrow({ orderBy: { id: 'desc' } })
    return new OutcomesLinks(key)
  }

  /** Returns path and query of a link to a run's outcomes, which is valid for 15 minutes from `now`, as long as the token is. */
  pathFor(runId: string, tokenId: number, now = new Date()): string {
    const by = { tokenId: String(tokenId), expires: String(Math.floor(now.getTime() / 1_000) + lifetime) }
    const signature = this.#sign(runId, by).toString('base64url')
    return `/runs/${runId}/outcomes.csv?${new URLSearchParams({ ...by, signature })}`
  }

  /** Returns the id of the token with which `pathFor` signed this query for this run; null if it did not, or if the link has expired. */
  tokenOf(runId: string, query: URLSearchParams, now = new Date()): number | null {
    const by = { tokenId: query.get('tokenId') ?? '', expires: query.get('expires') ?? '' }
    const signature = Buffer.from(query.get('signature') ?? '', 'base64url')
    const expected = this.#sign(runId, by)
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null
    return now.getTime() <= Number(by.expires) * 1_000 ? Number(by.tokenId) : null
  }

  #sign(runId: string, { tokenId, expires }: { tokenId: string; expires: string }): Buffer {
    return createHmac('sha256', this.#key).update(`outcomes.csv\n${runId}\n${tokenId}\n${expires}`).digest()
  }
}
