import { useMemo } from 'react'
import type { Client } from 'urql'
import { createUncachedClient } from '../../api/client.ts'
import { useSession } from '../../session/session.tsx'

/** Returns a client without a cache, for tables of thousands of rows. */
export function useUncachedClient(): Client {
  const { token } = useSession()
  return useMemo(() => createUncachedClient(token?.value), [token])
}
