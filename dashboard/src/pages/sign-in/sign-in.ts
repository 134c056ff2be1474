import { createUncachedClient } from '../../api/client.ts'
import { errorMessage } from '../../api/error-message.ts'
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

/** A valid token, or why the sign-in failed. */
export type SignInOutcome = { token: StoredToken } | { refusal: string }

/** Exchanges a one-time code for a new token. */
export async function signInByCode(code: string): Promise<SignInOutcome> {
  const { data, error } = await createUncachedClient().mutation(RedeemCode, { code }).toPromise()
  if (error || !data)
    return { refusal: error ? errorMessage(error) : 'The server returned an empty response. Try again.' }
  const outcome = outcomeOf(data)
  return 'refusal' in outcome
    ? { refusal: outcome.refusal.message }
    : { token: { value: outcome.payload.token, isOwn: true } }
}

/** Checks a pasted token with the server. */
export async function signInByToken(pasted: string): Promise<SignInOutcome> {
  const value = pasted.trim().replace(/^bearer\s+/i, '')
  // Other characters can't be sent in a header.
  if (!/^[!-~]+$/.test(value)) return { refusal: 'This is not a token. A token starts with ls_ and has no spaces.' }
  const { error } = await createUncachedClient(value).query(WhoAmI, {}).toPromise()
  if (!error) return { token: { value, isOwn: false } }
  const isRefused = error.graphQLErrors.some(({ extensions }) => extensions['code'] === 'UNAUTHENTICATED')
  return { refusal: isRefused ? 'Invalid or revoked token.' : errorMessage(error) }
}
