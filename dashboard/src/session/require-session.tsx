import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useSession } from './session.tsx'

/** Shows its children to who is signed in, and the sign-in page to anybody else; afterwards they are where they wanted to be. */
export function RequireSession({ children }: { children: ReactNode }) {
  const { token } = useSession()
  const { pathname, search } = useLocation()
  return token ? children : <Navigate to="/sign-in" replace state={{ from: pathname + search }} />
}
