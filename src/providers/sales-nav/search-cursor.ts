import { createHash } from 'node:crypto'
import { z } from 'zod'

/** Where a page of an invented search begins, and the how manieth answer said so. */
export interface Place {
  offset: number
  turn: number
}

/** What a cursor belongs to; with any other it is refused. */
export interface CursorScope {
  providerAccountId: string
  url: string
  limit: number
}

const written = z.tuple([z.int().min(0), z.int().min(0), z.string()])

/** A cursor that says nothing to whoever holds it. */
export function writeCursor({ offset, turn }: Place, scope: CursorScope): string {
  return Buffer.from(JSON.stringify([offset, turn, sealOf(scope)])).toString('base64url')
}

/** The place of a cursor; null where it belongs to something else or is none. */
export function readCursor(cursor: string, scope: CursorScope): Place | null {
  try {
    const [offset, turn, seal] = written.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return seal === sealOf(scope) ? { offset, turn } : null
  } catch {
    return null
  }
}

function sealOf({ providerAccountId, url, limit }: CursorScope): string {
  return createHash('sha256')
    .update(JSON.stringify([providerAccountId, url, limit]))
    .digest('base64url')
    .slice(0, 12)
}
