/** A token; signing out revokes it if it was created for this browser (`isOwn`). */
export interface StoredToken {
  readonly value: string
  readonly isOwn: boolean
}

// GraphiQL reads the same key, so it is signed in too.
const tokenKey = 'leadstream-token'
const ownKey = 'leadstream-token-is-own'

/** Returns the token of this tab, which is lost when the tab is closed; null if signed out. */
export function storedToken(): StoredToken | null {
  const value = sessionStorage.getItem(tokenKey)
  return value === null ? null : { value, isOwn: sessionStorage.getItem(ownKey) === value }
}

/** Stores a token until the tab is closed. */
export function keepToken({ value, isOwn }: StoredToken): void {
  sessionStorage.setItem(tokenKey, value)
  if (isOwn) sessionStorage.setItem(ownKey, value)
  else sessionStorage.removeItem(ownKey)
}

/** Removes the token. */
export function forgetToken(): void {
  sessionStorage.removeItem(tokenKey)
  sessionStorage.removeItem(ownKey)
}
