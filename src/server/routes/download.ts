import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isUnauthenticated } from '../../graphql/context.ts'
import { expiryOf, liveTokens, type Viewer } from '../../users/tokens.ts'
import { refusal, sendError } from '../errors.ts'
import type { SharedContext } from '../graphql/engine.ts'
import { authenticateAndCount } from '../guards/auth.ts'
import type { Connections } from '../guards/connections.ts'
import { queryOf, type Route } from '../http.ts'

/** A file that a viewer may download. */
export interface Download {
  viewer: Viewer
  fileName: string
  contentType: string
  /** Opens the content: a stream, or text piece by piece. */
  open: () => AsyncIterable<string | Uint8Array> | Readable
}

/** A request for a file. */
export interface DownloadRequest {
  req: IncomingMessage
  path: string
  query: URLSearchParams
}

/** Returns a route that sends files; where `find` returns null it responds as if there were nothing at the path. `field` is what returns links in GraphQL. */
export function downloadRoute(
  { log, form, field }: { log: SharedContext['log']; form: RegExp; field: string },
  connections: Connections,
  find: (request: DownloadRequest) => Promise<Download | null>,
): Route {
  const logger = log.child({ part: 'downloads' })
  return {
    owns: (path) => form.test(path),
    async handle(req, res, path) {
      try {
        refuseMethod(req, res)
        const download = await find({ req, path, query: queryOf(req) })
        if (!download) {
          throw refusal(
            404,
            'NOT_FOUND',
            `Download not found. Links expire after 15 minutes, and with the token that made them: query \`${field}\` again, or send the header \`Authorization: Bearer <token>\`.`,
          )
        }
        await send(req, res, download, connections)
      } catch (error) {
        if (res.destroyed) logger.debug({ err: error }, 'downloads: the client disconnected')
        else if (res.headersSent) throw error
        else sendError(res, error, logger)
      }
    },
  }
}

function refuseMethod(req: IncomingMessage, res: ServerResponse): void {
  if (req.method === 'GET' || req.method === 'HEAD') return
  res.setHeader('allow', 'GET, HEAD')
  throw refusal(405, 'METHOD_NOT_ALLOWED', 'Use GET to download.')
}

async function send(
  req: IncomingMessage,
  res: ServerResponse,
  { viewer, fileName, contentType, open }: Download,
  connections: Connections,
): Promise<void> {
  res.once(
    'close',
    connections.add(req, viewer, (reason) => reason === 'revoked' && res.destroy()),
  )
  res.writeHead(200, {
    'content-type': contentType,
    'content-disposition': attachment(fileName),
    'cache-control': 'private, no-store',
  })
  if (req.method === 'HEAD') return void res.end()
  const content = open()
  await pipeline(content instanceof Readable ? content : Readable.from(content), res)
}

/**
 * Returns the viewer whose link this is, if `subject` is what it signs and its token is valid, or whose token the request carries;
 * null if there is none. Counts the request to the limits of its user.
 */
export async function viewerOfDownload(
  { req, query }: DownloadRequest,
  subject: string | null,
  shared: SharedContext,
): Promise<Viewer | null> {
  const { pool, links, rates } = shared
  const tokenId = subject === null ? null : links.tokenOf(subject, query)
  const token = tokenId === null ? undefined : (await liveTokens(pool, [tokenId])).get(tokenId)
  if (!token) {
    return await authenticateAndCount(shared, req).catch((error) => {
      if (isUnauthenticated(error)) return null
      throw error
    })
  }
  const viewer: Viewer = { userId: token.userId, tokenId: token.id, scopes: ['READ'], ...expiryOf(token) }
  await rates.count(req, viewer)
  return viewer
}

/** Returns a Content-Disposition with the name in UTF-8, and in ASCII for old clients. */
function attachment(fileName: string): string {
  const safe = fileName.replace(/[\p{Cc}\p{Cs}"*/:<>?\\|]/gu, '_')
  const plain = safe.replace(/[^ -~]|%/g, '_')
  const encoded = encodeURIComponent(safe).replace(/['()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
