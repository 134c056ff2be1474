import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { Provider } from 'urql'
import { useSession } from '../session/session.tsx'
import { type Api, openApi } from './client.ts'
import { useSignal } from './signal.ts'
import type { Connection, Socket } from './socket.ts'

const SocketContext = createContext<Socket | null>(null)

/** Opens the API for the session and closes it when another begins, so that users of the same browser share no cache. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const { current, recheck } = useSession()
  const [api, setApi] = useState<Api | null>(null)
  const id = current?.id
  useEffect(() => {
    if (id === undefined) return
    const opened = openApi(recheck)
    setApi(opened)
    return () => {
      setApi(null)
      opened.close()
    }
  }, [id, recheck])
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
