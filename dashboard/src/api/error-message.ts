import type { CombinedError } from 'urql'

/** Returns why a request failed: the API's own message if there is one. */
export function errorMessage({ graphQLErrors, networkError }: CombinedError): string {
  const [error] = graphQLErrors
  if (error) return error.message
  return networkError
    ? 'The server can’t be reached. Check your connection and try again.'
    : 'The server returned an empty response. Try again.'
}
