import { useCallback } from 'react'
import { useMutation } from 'urql'
import { graphql } from '../gql/gql.ts'
import { useSession } from './session.tsx'

const SignOut = graphql(`
  mutation SignOut {
    signOut { ... on SignOutPayload { isSignedOut } }
  }
`)

/** Returns a function that signs out. It revokes a token that was created for this browser; a pasted one may be in use elsewhere. */
export function useSignOut(): () => Promise<void> {
  const { token, signOut } = useSession()
  const [, revoke] = useMutation(SignOut)
  return useCallback(async () => {
    if (token?.isOwn) await revoke({})
    signOut()
  }, [token, revoke, signOut])
}
