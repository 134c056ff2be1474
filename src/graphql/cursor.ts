import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { textOf } from '../db/condition.ts'
import type { Bound, Keyset } from '../db/keyset.ts'
import { badUserInput } from './errors.ts'

const searchBytes = 10
/** Bytes of the search and the position; with a sort, the kind and the text of the value follow. */
const fixedBytes = searchBytes + 8
const kinds = { none: 0, value: 1 } as const

/** Encodes and decodes the cursors of one connection with its arguments. */
export interface Cursors {
  encode: (bound: Bound) => string
  /** Throws `BAD_USER_INPUT` if the argument is not a cursor, or one of another connection. */
  decode: (argument: 'after' | 'before', cursor: string) => Bound
}

/** Returns the cursors of a parent's children. */
export function cursorsOf(keyset: Keyset, parent: string): Cursors {
  const { table, filter, sort, defaultOrder, order = defaultOrder } = keyset
  const search = [table, keyset.parent.column, parent, filter ? textOf(filter) : null]
  if (sort) search.push(order, sort.expression)
  else if (order !== defaultOrder) search.push(order)
  let hash: Buffer | undefined
  const digestOf = () => {
    hash ??= createHash('sha256').update(JSON.stringify(search)).digest().subarray(0, searchBytes)
    return hash
  }
  return {
    encode({ position, sort: value }) {
      const fixed = Buffer.alloc(fixedBytes)
      digestOf().copy(fixed)
      fixed.writeBigInt64BE(position, searchBytes)
      if (!sort) return fixed.toString('base64url')
      const kind = Buffer.of(value === null ? kinds.none : kinds.value)
      return Buffer.concat([fixed, kind, Buffer.from(value ?? '')]).toString('base64url')
    },
    decode(argument, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      if (bytes.length < fixedBytes || bytes.toString('base64url') !== cursor) throw notCursor(argument)
      if (!bytes.subarray(0, searchBytes).equals(digestOf())) {
        throw badUserInput(`\`${argument}\` is a cursor of another connection. Omit it when you change an argument.`)
      }
      const value = sort
        ? sortValueOf(bytes.subarray(fixedBytes), sort.type)
        : bytes.length === fixedBytes
          ? null
          : undefined
      if (value === undefined) throw notCursor(argument)
      return { position: bytes.readBigInt64BE(searchBytes), sort: value }
    },
  }
}

/** Returns the value at the end of a cursor; undefined if no cursor has it, so that Postgres never sees it. */
function sortValueOf(bytes: Buffer, type: 'text' | 'int'): string | null | undefined {
  const [kind, text] = [bytes[0], bytes.subarray(1)]
  if (kind === kinds.none) return text.length === 0 ? null : undefined
  if (kind !== kinds.value || !isUtf8(text) || text.includes(0)) return undefined
  const value = text.toString()
  return type === 'int' && !/^-?\d{1,9}$/.test(value) ? undefined : value
}

function notCursor(argument: 'after' | 'before') {
  const [field, page] = argument === 'after' ? ['endCursor', 'previous'] : ['startCursor', 'next']
  return badUserInput(`\`${argument}\` is not a cursor. Pass the \`${field}\` of the ${page} page.`)
}
