import { openDoor } from '../../api/client.ts'
import { wordsOf } from '../../api/error-message.ts'
import { outcomeOf } from '../../api/use-action.ts'
import { graphql } from '../../gql/gql.ts'
import type { StoredToken } from '../../session/token-store.ts'

const RedeemCode = graphql(`
  mutation RedeemCode($code: String!) {
    redeemSignInCode(input: { code: $code }) {
      ... on RedeemSignInCodePayload { token }
      ... on Error { code message }
    }
  }
`)

const WhoAmI = graphql(`
  query WhoAmI {
    viewer { id }
  }
`)

/** A token that lets us in, or why there is none, in the API's words. */
export type SignInOutcome = { token: StoredToken } | { refusal: string }

/** Uses a code up for a token of this browser's own. */
export async function signInByCode(code: string): Promise<SignInOutcome> {
  const { data, error } = await openDoor().mutation(RedeemCode, { code }).toPromise()
  if (error || !data) return { refusal: error ? wordsOf(error) : '' }
  const outcome = outcomeOf(data)
  return 'refusal' in outcome
    ? { refusal: outcome.refusal.message }
    : { token: { value: outcome.payload.token, isOwn: true } }
}

/** Asks the server whether a token lets anybody in. */
export async function signInByToken(pasted: string): Promise<SignInOutcome> {
  const value = pasted.trim().replace(/^bearer\s+/i, '')
  // What no header can carry is no token either.
  if (!/^[!-~]+$/.test(value)) return { refusal: 'That is no token: a token begins with ls_ and has no spaces.' }
  const { error } = await openDoor(value).query(WhoAmI, {}).toPromise()
  if (!error) return { token: { value, isOwn: false } }
  const isRefused = error.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')
  return { refusal: isRefused ? 'This token lets nobody in: it is unknown, or it was revoked.' : wordsOf(error) }
}
