import type { Slice } from '../db/keyset.ts'
import { pageSize } from './complexity.ts'
import type { Cursors } from './cursor.ts'
import { badUserInput } from './errors.ts'

/** The arguments that every connection has. */
export interface PageArgs {
  first?: number | null | undefined
  after?: string | null | undefined
  last?: number | null | undefined
  before?: string | null | undefined
  offset?: number | null | undefined
}

/** Returns the slice that the arguments of a connection select; throws `BAD_USER_INPUT` if they select none. */
export function sliceOf({ first, after, last, before, offset }: PageArgs, cursors: Cursors): Slice {
  const fromEnd = typeof last === 'number'
  if (fromEnd && typeof first === 'number') throw badUserInput('Pass either `first` or `last`, not both.')
  const limit = (fromEnd ? last : first) ?? pageSize.default
  if (limit < 0 || limit > pageSize.max) {
    throw badUserInput(`\`${fromEnd ? 'last' : 'first'}\` is ${limit}; it must be from 0 to ${pageSize.max}.`)
  }
  const skipped = offset ?? 0
  if (skipped < 0) throw badUserInput(`\`offset\` is ${skipped}; it must not be negative.`)
  if (skipped > 0 && fromEnd) throw badUserInput('`offset` skips items before `first`; it can’t be used with `last`.')
  return {
    after: typeof after === 'string' ? cursors.decode('after', after) : null,
    before: typeof before === 'string' ? cursors.decode('before', before) : null,
    limit,
    offset: skipped,
    fromEnd,
  }
}
