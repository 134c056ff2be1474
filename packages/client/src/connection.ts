/** Where the server is, and as whom the client signs in. */
export interface Connection {
  /** The URL of `/graphql`, such as `https://leads.example.com/graphql`. */
  readonly url: string
  /** An API token. */
  readonly token?: string
  /** Headers of each request other than that of the token, such as those for a proxy in front of the server. */
  readonly headers?: Readonly<Record<string, string>>
}

/** Returns the headers that sign a request in. */
export function headersOf({ token, headers }: Connection): Record<string, string> {
  return { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) }
}
