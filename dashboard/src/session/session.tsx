import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { waitBeforeRetry } from '../api/socket.ts'
import { type BrowserSession, endSession, readSession } from './session-requests.ts'

/** The session of this browser, which all its tabs share. */
export interface Session {
  /** Null if signed out, undefined until it is known. */
  readonly current: BrowserSession | null | undefined
  /** Whether the last session expired or was ended elsewhere; false again after the next sign-in. */
  readonly hasExpired: boolean
  /** Shows a session that has begun. */
  signIn(session: BrowserSession): void
  /** Ends the session, or with `isEverywhere` all of the user's. Rejects if the server can't be reached. */
  signOut(isEverywhere: boolean): Promise<void>
  /** Reads the session again, because the server rejected a request. */
  recheck(): void
}

const SessionContext = createContext<Session | null>(null)

/** Provides the session, and follows what other tabs do to it. */
export function SessionProvider({ children }: { children: ReactNode }) {
  const [current, setCurrent] = useState<BrowserSession | null>()
  const [hasExpired, setExpired] = useState(false)
  const announce = useRef(() => {})
  const readings = useRef(0)

  const show = useCallback((session: BrowserSession | null, isExpiry: boolean) => {
    readings.current++
    setExpired(isExpiry)
    setCurrent((last) => (last && last.id === session?.id ? last : session))
  }, [])
  const read = useCallback(
    async (wasSignedIn: boolean) => {
      const reading = ++readings.current
      for (let attempts = 0; reading === readings.current; attempts++) {
        const found = await readSession().catch(() => undefined)
        if (reading !== readings.current) return
        if (found !== undefined) return show(found, wasSignedIn && found === null)
        await waitBeforeRetry(attempts)
      }
    },
    [show],
  )
  const recheck = useCallback(() => void read(true), [read])
  useEffect(() => {
    void read(false)
    const channel = new BroadcastChannel('leadstream-session')
    channel.onmessage = () => void read(false)
    announce.current = () => channel.postMessage(null)
    return () => {
      readings.current++
      channel.close()
    }
  }, [read])

  const signIn = useCallback(
    (session: BrowserSession) => {
      show(session, false)
      announce.current()
    },
    [show],
  )
  const signOut = useCallback(
    async (isEverywhere: boolean) => {
      await endSession(isEverywhere)
      show(null, false)
      announce.current()
    },
    [show],
  )
  const session = useMemo(
    () => ({ current, hasExpired, signIn, signOut, recheck }),
    [current, hasExpired, signIn, signOut, recheck],
  )
  return <SessionContext value={session}>{children}</SessionContext>
}

/** Returns the session of this browser. */
export function useSession(): Session {
  const session = use(SessionContext)
  if (!session) throw new Error('useSession must be used inside a SessionProvider.')
  return session
}
