import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'
import type { Config } from '../../config.ts'

/** What a browser may do with an answer that is no page: nothing. */
const dataPolicy = policyOf({ 'default-src': "'none'" })

/** The Content-Security-Policy of a page that brings scripts and styles along as files of this server, and talks to it alone. */
export const pagePolicy = policyOf({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
})

/** Writes a Content-Security-Policy, in which nobody may frame the answer or redirect what it refers to. */
export function policyOf(sources: Readonly<Record<string, string>>): string {
  const closed = { 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" }
  return Object.entries({ ...sources, ...closed })
    .map(([directive, allowed]) => `${directive} ${allowed}`)
    .join('; ')
}

/** Sets on every answer what keeps a browser from doing more with it than it is for; a page sets its own policy. */
export function securityHeaders({ publicUrl }: Pick<Config, 'publicUrl'>) {
  const isSecure = publicUrl?.startsWith('https:') === true
  const harden = helmet({
    contentSecurityPolicy: false,
    xFrameOptions: { action: 'deny' },
    // Other hosts under the same name may be somebody else's.
    strictTransportSecurity: isSecure && { maxAge: 31_536_000, includeSubDomains: false },
  })
  return (req: IncomingMessage, res: ServerResponse): void => {
    harden(req, res, (error) => {
      if (error) throw error
    })
    res.setHeader('content-security-policy', dataPolicy)
  }
}
