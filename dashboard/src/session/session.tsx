import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react'
import { forgetToken, keepToken, type StoredToken, storedToken } from './token-store.ts'

/** Who is signed in in this tab. */
export interface Session {
  readonly token: StoredToken | null
  /** True when a token stopped letting us in, until somebody signs in again. */
  readonly hasExpired: boolean
  signIn(token: StoredToken): void
  /** Forgets the token; `expired` says that the server did so first. */
  leave(why?: 'expired'): void
}

const SessionContext = createContext<Session | null>(null)

/** Keeps the session of this tab for all that is in it. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [token, setToken] = useState(storedToken)
  const [hasExpired, setExpired] = useState(false)
  const signIn = useCallback((next: StoredToken) => {
    keepToken(next)
    setExpired(false)
    setToken(next)
  }, [])
  const leave = useCallback((why?: 'expired') => {
    forgetToken()
    setExpired(why === 'expired')
    setToken(null)
  }, [])
  const session = useMemo(() => ({ token, hasExpired, signIn, leave }), [token, hasExpired, signIn, leave])
  return <SessionContext value={session}>{children}</SessionContext>
}

/** The session of this tab. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('There is no SessionProvider around this.')
  return session
}
