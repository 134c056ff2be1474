import { createHmac, timingSafeEqual } from 'node:crypto'
import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'

/** How long a link opens the download without a token, in seconds. */
const lifetime = 15 * 60

type Owned = Pick<ImportRun, 'id' | 'ownerId'>

/** Makes the links by which a browser downloads a run's outcomes, and knows them again. */
export class OutcomesLinks {
  readonly #key: Uint8Array

  constructor(key: Uint8Array) {
    this.#key = key
  }

  /** With the key that all processes on this database share. */
  static async load(prisma: PrismaClient): Promise<OutcomesLinks> {
    const { key } = await prisma.signingKey.findFirstOrThrow({ orderBy: { id: 'desc' } })
    return new OutcomesLinks(key)
  }

  /** Path and query of a link that opens the download from `now` on for fifteen minutes. */
  pathFor(run: Owned, now = new Date()): string {
    const expires = String(Math.floor(now.getTime() / 1_000) + lifetime)
    return `/runs/${run.id}/outcomes.csv?expires=${expires}&signature=${this.#sign(run, expires).toString('base64url')}`
  }

  /** Whether this query was made by `pathFor` for this run and has not expired. */
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
