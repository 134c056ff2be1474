/** A token, and whether it was made for this browser alone, so that signing out may revoke it. */
export interface StoredToken {
  readonly value: string
  readonly isOwn: boolean
}

// GraphiQL of the same server reads the first one, so a link to it is signed in too.
const tokenKey = 'leadstream-token'
const ownKey = 'leadstream-token-is-own'

/** The token of this tab; null where nobody is signed in. It is gone when the tab is closed. */
export function storedToken(): StoredToken | null {
  const value = sessionStorage.getItem(tokenKey)
  return value === null ? null : { value, isOwn: sessionStorage.getItem(ownKey) === value }
}

/** Keeps a token for as long as the tab is open. */
export function keepToken({ value, isOwn }: StoredToken): void {
  sessionStorage.setItem(tokenKey, value)
  if (isOwn) sessionStorage.setItem(ownKey, value)
  else sessionStorage.removeItem(ownKey)
}

/** Forgets the token. */
export function forgetToken(): void {
  sessionStorage.removeItem(tokenKey)
  sessionStorage.removeItem(ownKey)
}
