/** The header with which the server accepts the session cookie: no other site can send it. */
export const csrfHeaders = { 'graphql-require-preflight': '1' } as const
