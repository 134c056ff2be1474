import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { GraphQLSchema } from 'graphql'
import type { Config } from '../../config.ts'
import { renderReference } from '../graphql/render-reference.ts'
import { policyOf } from '../guards/security-headers.ts'
import type { Route } from '../http.ts'
import { sendJson } from '../send-json.ts'
import { sendPage } from '../send-page.ts'

const policy = policyOf({ 'default-src': "'none'", 'style-src': "'unsafe-inline'" })

/** `/docs/graphql`: the reference of the schema as a page, unless introspection is disabled. */
export function referenceRoute(schema: GraphQLSchema, { introspection }: Pick<Config, 'introspection'>): Route {
  let rendered: Promise<Buffer> | undefined
  return {
    owns: (path) => introspection && path === '/docs/graphql',
    async handle(req, res) {
      if (req.method !== 'GET' && req.method !== 'HEAD') {
        res.setHeader('allow', 'GET, HEAD')
        return sendJson(res, 405, { error: 'Use GET to read a page.' })
      }
      rendered ??= promisify(gzip)(renderReference(schema))
      await sendPage(req, res, { compressed: await rendered, policy })
    },
  }
}
