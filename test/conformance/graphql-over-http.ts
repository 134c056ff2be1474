import { serverAudits } from 'graphql-http'
import { describe, expect, it } from 'vitest'
import type { TestApp } from '../support/app.ts'
import { bearer, csrfHeader, graphql } from '../support/graphql.ts'

/** Ids of the audits that end in a notice, because a link on another site could send their requests. */
const notices: Readonly<Record<string, string>> = {
  '5A70': 'GET is answered only with a header for which a browser asks first',
  D6D5: 'GET is answered only with a header for which a browser asks first',
  '6A70': 'GET is answered only with a header for which a browser asks first',
}

/** Tests the server with the audits of the GraphQL over HTTP specification. */
export function describeHttp(app: () => TestApp): void {
  const url = () => app().url

  describe('GraphQL over HTTP: the audit', () => {
    const audits = serverAudits({ url })

    it('the GraphQL over HTTP audit has 61 parts, of which three are recommendations that the server does not follow', () => {
      expect(audits).toHaveLength(61)
      const declined = audits.filter(({ id }) => Object.hasOwn(notices, id))
      expect(declined.map(({ name }) => name.replace(/ .*/, ''))).toEqual(['MAY', 'MAY', 'MAY'])
    })

    it.each(audits)('$id: $name', async ({ id, fn }) => {
      const { status } = await fn()
      expect(status).toBe(Object.hasOwn(notices, id) ? 'notice' : 'ok')
    })
  })

  describe('GraphQL over HTTP: the audit with a header that requires a preflight', () => {
    const fetchFn = (input: string, init: RequestInit = {}) =>
      fetch(input, { ...init, headers: { ...csrfHeader, ...Object.fromEntries(new Headers(init.headers)) } })
    const declined = serverAudits({ url, fetchFn }).filter(({ id }) => Object.hasOwn(notices, id))

    it.each(declined)('$id: $name', async ({ fn }) => {
      expect((await fn()).status).toBe('ok')
    })
  })

  describe('GraphQL over HTTP: a mutation', () => {
    it.each(['text/plain', 'image/png, text/css;q=0.5', 'application/json; charset=utf-16'])(
      'a mutation does not run if no response could be accepted: %s',
      async (accept) => {
        const { token } = await app().createUser()
        const block = 'mutation { blockCompanies(input: { entries: [{ domain: "acme.example" }] }) { __typename } }'
        const response = await fetch(url(), {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept, ...bearer(token) },
          body: JSON.stringify({ query: block }),
        })
        expect(response.status).toBe(406)
        expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_ACCEPTABLE' } }] })
        expect(await graphql(url(), token)('{ blockedCompanies { totalCount } }')).toEqual({
          blockedCompanies: { totalCount: 0 },
        })
      },
    )
  })
}
