/** What a token may do: read; import; change leads, lists and the block list; manage tokens, webhooks and accounts. */
export const scopes = ['READ', 'IMPORT', 'WRITE', 'ADMIN'] as const

/** A scope of a token. */
export type Scope = (typeof scopes)[number]

/** Returns whether a token with these scopes may do what requires `needed`: any scope includes READ, and ADMIN includes all. */
export function includesScope(held: readonly Scope[], needed: Scope): boolean {
  return held.includes(needed) || held.includes('ADMIN') || (needed === 'READ' && held.length > 0)
}
