import { createHash } from 'node:crypto'
import { badUserInput } from './errors.ts'

const searchBytes = 10
const cursorBytes = searchBytes + 8

/** Writes and reads the cursors of one search; `search` is whatever tells it from other searches. */
export interface Cursors {
  encode: (position: bigint) => string
  /** Throws a `BAD_USER_INPUT` error for what is no cursor, or one of another search. */
  decode: (cursor: string) => bigint
}

/** The cursors of the search that the given values make up. */
export function cursorsOf(...search: unknown[]): Cursors {
  const digest = createHash('sha256').update(JSON.stringify(search)).digest().subarray(0, searchBytes)
  return {
    encode(position) {
      const bytes = Buffer.alloc(cursorBytes)
      digest.copy(bytes)
      bytes.writeBigInt64BE(position, searchBytes)
      return bytes.toString('base64url')
    },
    decode(cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      if (bytes.length !== cursorBytes || bytes.toString('base64url') !== cursor) {
        throw badUserInput('`after` is not a cursor. Give the `endCursor` of the page before.')
      }
      if (!bytes.subarray(0, searchBytes).equals(digest)) {
        throw badUserInput('`after` is a cursor of another search. Start without it when an argument changes.')
      }
      return bytes.readBigInt64BE(searchBytes)
    },
  }
}
