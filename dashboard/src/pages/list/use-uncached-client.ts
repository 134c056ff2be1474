import { useMemo } from 'react'
import type { Client } from 'urql'
import { openDoor } from '../../api/client.ts'
import { useSession } from '../../session/session.tsx'

/** The API past the cache, for rows by the thousand that are looked at once. */
export function useDoor(): Client {
  const { token } = useSession()
  return useMemo(() => openDoor(token?.value), [token])
}
