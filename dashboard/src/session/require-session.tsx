import type { ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { useSession } from './session.tsx'

/** Renders its children if the user is signed in; otherwise redirects to the sign-in page, which leads back here. */
export function RequireSession({ children }: { children: ReactNode }) {
  const { current } = useSession()
  const { pathname, search } = useLocation()
  if (current === undefined) return null
  return current ? children : <Navigate to="/sign-in" replace state={{ from: pathname + search }} />
}
