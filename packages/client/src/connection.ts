/** Where the server is, and as whom the client signs in. */
export interface Connection {
  /** The URL of `/graphql`, such as `https://leads.example.com/graphql`. */
  readonly url: string
  /** An API token. */
  readonly token: string
}

/** Returns the headers that sign a request in. */
export function headersOf({ token }: Connection): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}
