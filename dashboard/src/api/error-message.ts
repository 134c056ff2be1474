import type { CombinedError } from 'urql'

/** Returns why a request failed: the API's own message if there is one. Without an error the response was empty. */
export function errorMessage(failure: CombinedError | undefined): string {
  const [error] = failure?.graphQLErrors ?? []
  if (error) return error.message
  return failure?.networkError
    ? 'The server can’t be reached. Check your connection and try again.'
    : 'The server returned an empty response. Try again.'
}
