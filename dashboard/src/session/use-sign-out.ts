import { useCallback } from 'react'
import { useMutation } from 'urql'
import { graphql } from '../gql/gql.ts'
import { useSession } from './session.tsx'

const SignOut = graphql(`
  mutation SignOut {
    signOut { isSignedOut }
  }
`)

/** Signs this tab out. A token that was made for this browser is revoked; one that somebody pasted may be in use elsewhere, and stays. */
export function useSignOut(): () => Promise<void> {
  const { token, leave } = useSession()
  const [, revoke] = useMutation(SignOut)
  return useCallback(async () => {
    if (token?.isOwn) await revoke({})
    leave()
  }, [token, revoke, leave])
}
