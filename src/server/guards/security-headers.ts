import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'
import type { Config } from '../../config.ts'

/** The policy of responses that are not pages: nothing is allowed. */
const dataPolicy = policyOf({ 'default-src': "'none'" })

/** The Content-Security-Policy of pages whose scripts and styles are files of this server, and which connect only to it. */
export const pagePolicy = policyOf({
  'default-src': "'none'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
})

/** Returns a Content-Security-Policy that also forbids framing, forms and base URLs. */
export function policyOf(sources: Readonly<Record<string, string>>): string {
  const closed = { 'base-uri': "'none'", 'form-action': "'none'", 'frame-ancestors': "'none'" }
  return Object.entries({ ...sources, ...closed })
    .map(([directive, allowed]) => `${directive} ${allowed}`)
    .join('; ')
}

/** Sets the security headers of every response; pages override the policy. */
export function securityHeaders({ publicUrl }: Pick<Config, 'publicUrl'>) {
  const isSecure = publicUrl?.startsWith('https:') === true
  const harden = helmet({
    contentSecurityPolicy: false,
    xFrameOptions: { action: 'deny' },
    // Subdomains may belong to someone else.
    strictTransportSecurity: isSecure && { maxAge: 31_536_000, includeSubDomains: false },
  })
  return (req: IncomingMessage, res: ServerResponse): void => {
    harden(req, res, (error) => {
      if (error) throw error
    })
    res.setHeader('content-security-policy', dataPolicy)
  }
}
