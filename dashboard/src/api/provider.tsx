import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { Provider } from 'urql'
import { useSession } from '../session/session.tsx'
import { type Api, openApi } from './client.ts'
import { useSignal } from './signal.ts'
import type { Connection, Socket } from './socket.ts'

const SocketContext = createContext<Socket | null>(null)

/** Opens the API for the session's token and closes it when the token changes, so that users of the same tab share no cache. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const { token, signOut } = useSession()
  const [api, setApi] = useState<Api | null>(null)
  const value = token?.value
  useEffect(() => {
    if (value === undefined) return
    const opened = openApi(value, () => signOut('expired'))
    setApi(opened)
    return () => {
      setApi(null)
      opened.close()
    }
  }, [value, signOut])
  if (!api) return null
  return (
    <SocketContext value={api.socket}>
      <Provider value={api.client}>{children}</Provider>
    </SocketContext>
  )
}

/** Returns whether events reach this tab. */
export function useConnection(): Connection {
  const socket = use(SocketContext)
  if (!socket) throw new Error('useConnection must be used inside an ApiProvider.')
  return useSignal(socket.connection)
}
