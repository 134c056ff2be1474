import type { CombinedError } from 'urql'

/** Why something went wrong, in the words of the API where it has any. */
export function wordsOf({ graphQLErrors, networkError }: CombinedError): string {
  const [error] = graphQLErrors
  if (error) return error.message
  return networkError ? 'The server can not be reached at the moment.' : 'The server answered nothing.'
}
