import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PrismaClient } from '../db/generated/client.ts'

/** How long a link works without a token, in seconds. */
const lifetime = 15 * 60

/** Signs and verifies the links by which a browser downloads something without a token. */
export class DownloadLinks {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** Loads the key that all processes on this database share. */
  static async load(prisma: PrismaClient): Promise<DownloadLinks> {
    const { key } = await prisma.signingKey.findFirstOrThrow({ orderBy: { id: 'desc' } })
    return new DownloadLinks(key)
  }

  /** Returns the query parameters of a link to `subject`, which is valid for 15 minutes from `now`, as long as the token is. */
  sign(subject: string, tokenId: number, now = new Date()): Record<string, string> {
    const by = { tokenId: String(tokenId), expires: String(Math.floor(now.getTime() / 1_000) + lifetime) }
    return { ...by, signature: this.#signature(subject, by).toString('base64url') }
  }

  /** Returns the id of the token with which `sign` signed this query for this subject; null if it did not, or if the link has expired. */
  tokenOf(subject: string, query: URLSearchParams, now = new Date()): number | null {
    const by = { tokenId: query.get('tokenId') ?? '', expires: query.get('expires') ?? '' }
    const signature = Buffer.from(query.get('signature') ?? '', 'base64url')
    const expected = this.#signature(subject, by)
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null
    return now.getTime() <= Number(by.expires) * 1_000 ? Number(by.tokenId) : null
  }

  #signature(subject: string, { tokenId, expires }: { tokenId: string; expires: string }): Buffer {
    return createHmac('sha256', this.#key).update(`${subject}\n${tokenId}\n${expires}`).digest()
  }
}
