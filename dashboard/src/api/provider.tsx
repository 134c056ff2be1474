import { createContext, type ReactNode, use, useEffect, useState } from 'react'
import { Provider } from 'urql'
import { useSession } from '../session/session.tsx'
import { type Api, openApi } from './client.ts'
import { useSignal } from './signal.ts'
import type { Connection, Socket } from './socket.ts'

const SocketContext = createContext<Socket | null>(null)

/** Opens the API for the token of the session, and closes it with the token: what one user saw is gone before the next one looks. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const { token, leave } = useSession()
  const [api, setApi] = useState<Api | null>(null)
  const value = token?.value
  useEffect(() => {
    if (value === undefined) return
    const opened = openApi(value, () => leave('expired'))
    setApi(opened)
    return () => {
      setApi(null)
      opened.close()
    }
  }, [value, leave])
  if (!api) return null
  return (
    <SocketContext value={api.socket}>
      <Provider value={api.client}>{children}</Provider>
    </SocketContext>
  )
}

/** Whether events reach this tab. */
export function useConnection(): Connection {
  const socket = use(SocketContext)
  if (!socket) throw new Error('There is no ApiProvider around this.')
  return useSignal(socket.connection)
}
