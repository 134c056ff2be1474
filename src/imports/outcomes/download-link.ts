import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'

/** How long a link works without a token, in seconds. */
const lifetime = 15 * 60

type Owned = Pick<ImportRun, 'id' | 'ownerId'>

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

  /** Returns path and query of a link that is valid for 15 minutes from `now`. */
  pathFor(run: Owned, now = new Date()): string {
    const expires = String(Math.floor(now.getTime() / 1_000) + lifetime)
    return `/runs/${run.id}/outcomes.csv?expires=${expires}&signature=${this.#sign(run, expires).toString('base64url')}`
  }

  /** Whether `pathFor` signed this query for this run and it has not expired. */
  allows(run: Owned, query: URLSearchParams, now = new Date()): boolean {
    const expires = query.get('expires') ?? ''
    const signature = Buffer.from(query.get('signature') ?? '', 'base64url')
    const expected = this.#sign(run, expires)
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return false
    return now.getTime() <= Number(expires) * 1_000
  }

  #sign({ id, ownerId }: Owned, expires: string): Buffer {
    return createHmac('sha256', this.#key).update(`outcomes.csv\n${id}\n${ownerId}\n${expires}`).digest()
  }
}
