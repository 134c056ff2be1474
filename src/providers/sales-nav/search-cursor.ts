import { createHash } from 'node:crypto'
import { z } from 'zod'

/** Where a page of an invented search begins. */
export interface Place {
  offset: number
  /** Makes the cursors of different pages different, even at the same offset. */
  page: number
}

/** The search that a cursor belongs to; it is refused for any other. */
export interface CursorScope {
  providerAccountId: string
  url: string
  limit: number
}

const cursorContent = z.tuple([z.int().min(0), z.int().min(0), z.string()])

/** Returns an opaque cursor for a place. */
export function writeCursor({ offset, page }: Place, scope: CursorScope): string {
  return Buffer.from(JSON.stringify([offset, page, sealOf(scope)])).toString('base64url')
}

/** Returns the place of a cursor; null if it is invalid or belongs to another search. */
export function readCursor(cursor: string, scope: CursorScope): Place | null {
  try {
    const [offset, page, seal] = cursorContent.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))
    return seal === sealOf(scope) ? { offset, page } : null
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
