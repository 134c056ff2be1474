import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { forgetToken, keepToken, type StoredToken, storedToken } from './token-store.ts'

/** The session of this tab. */
export interface Session {
  readonly token: StoredToken | null
  /** Whether the last token expired or was revoked; false again after the next sign-in. */
  readonly hasExpired: boolean
  signIn(token: StoredToken): void
  /** Forgets the token; `expired` means that the server rejected it. */
  signOut(reason?: 'expired'): void
}

const SessionContext = createContext<Session | null>(null)

/** Provides the session of this tab. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [token, setToken] = useState(storedToken)
  const [hasExpired, setExpired] = useState(false)
  const signIn = useCallback((next: StoredToken) => {
    keepToken(next)
    setExpired(false)
    setToken(next)
  }, [])
  const signOut = useCallback((reason?: 'expired') => {
    forgetToken()
    setExpired(reason === 'expired')
    setToken(null)
  }, [])
  const session = useMemo(() => ({ token, hasExpired, signIn, signOut }), [token, hasExpired, signIn, signOut])
  return <SessionContext value={session}>{children}</SessionContext>
}

/** Returns the session of this tab. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession must be used inside a SessionProvider.')
  return session
}
