import { createHash } from 'node:crypto'
import { badUserInput } from './errors.ts'

const searchBytes = 10
const cursorBytes = searchBytes + 8

/** Encodes and decodes the cursors of one connection with its arguments. */
export interface Cursors {
  encode: (position: bigint) => string
  /** Throws `BAD_USER_INPUT` if it is not a cursor, or one of another connection. */
  decode: (cursor: string) => bigint
}

/** Returns the cursors of the connection that the given values identify. */
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
        throw badUserInput('`after` is not a cursor. Pass the `endCursor` of the previous page.')
      }
      if (!bytes.subarray(0, searchBytes).equals(digest)) {
        throw badUserInput('`after` is a cursor of another connection. Omit it when you change an argument.')
      }
      return bytes.readBigInt64BE(searchBytes)
    },
  }
}
