import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Verdict } from '../../db/generated/enums.ts'
import { parseUuid } from '../../db/ids.ts'
import { eachOnBehalfOf } from '../../db/shared-pool.ts'
import { isUnauthenticated } from '../../graphql/context.ts'
import { outcomesCsv } from '../../imports/outcomes/outcomes-csv.ts'
import { liveTokens, type Viewer } from '../../users/tokens.ts'
import { refusal, sendError } from '../errors.ts'
import type { SharedContext } from '../graphql/yoga.ts'
import { authenticateAndCount } from '../guards/auth.ts'
import type { Connections } from '../guards/connections.ts'
import { queryOf, type Route } from '../http.ts'

const pathForm = /^\/runs\/([^/]+)\/outcomes\.csv$/

/** `GET /runs/<runId>/outcomes.csv`: the rows that were not imported. Requires a token of the owner, or a link that one made; otherwise responds as if the run did not exist. */
export function downloadsRoute(shared: SharedContext, connections: Connections): Route {
  const log = shared.log.child({ part: 'downloads' })
  return {
    owns: (path) => pathForm.test(path),
    async handle(req, res, path) {
      try {
        refuseMethod(req, res)
        await download(req, res, path, shared, connections)
      } catch (error) {
        if (res.destroyed) log.debug({ err: error }, 'downloads: the client disconnected')
        else if (res.headersSent) throw error
        else sendError(res, error, log)
      }
    },
  }
}

function refuseMethod(req: IncomingMessage, res: ServerResponse): void {
  if (req.method === 'GET' || req.method === 'HEAD') return
  res.setHeader('allow', 'GET, HEAD')
  throw refusal(405, 'METHOD_NOT_ALLOWED', 'Use GET to download.')
}

async function download(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  shared: SharedContext,
  connections: Connections,
): Promise<void> {
  const query = queryOf(req)
  const found = await findRun(req, path, query, shared)
  if (!found) {
    throw refusal(
      404,
      'NOT_FOUND',
      'Download not found. Links expire after 15 minutes, and with the token that made them: query `outcomesCsvUrl` again, or send the header `Authorization: Bearer <token>`.',
    )
  }
  const { run, viewer } = found
  res.once(
    'close',
    connections.add(req, viewer, (reason) => reason === 'revoked' && res.destroy()),
  )
  const filter = { verdicts: verdictsOf(query), reasonCodes: query.get('reasonCodes')?.split(',') ?? null }
  const name = run.list?.name ?? run.upload?.fileName ?? 'Import'
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': attachment(`${name} - outcomes.csv`),
    'cache-control': 'private, no-store',
  })
  if (req.method === 'HEAD') return void res.end()
  const csv = outcomesCsv(shared.pool, { ownerId: viewer.userId, runId: run.id, columns: run.columns, ...filter })
  await pipeline(Readable.from(eachOnBehalfOf(viewer.userId, csv)), res)
}

/** Returns the run and the viewer if the request has a signed link or a token of the run's owner, otherwise null. */
async function findRun(req: IncomingMessage, path: string, query: URLSearchParams, shared: SharedContext) {
  const id = parseUuid(pathForm.exec(path)?.[1] ?? '')
  const viewer = (id && (await viewerOfLink(id, req, query, shared))) || (await viewerOfToken(req, shared))
  if (id === null || viewer === null) return null
  const run = await shared.prisma.importRun.findUnique({
    where: { ownerId_id: { ownerId: viewer.userId, id } },
    select: {
      id: true,
      columns: true,
      list: { select: { name: true } },
      upload: { select: { fileName: true } },
    },
  })
  return run && { run, viewer }
}

/** Returns the viewer whose token made the link, if both are valid, and counts the request to the limits of its user. */
async function viewerOfLink(
  runId: string,
  req: IncomingMessage,
  query: URLSearchParams,
  { pool, links, rates }: SharedContext,
): Promise<Viewer | null> {
  const tokenId = links.tokenOf(runId, query)
  const token = tokenId === null ? undefined : (await liveTokens(pool, [tokenId])).get(tokenId)
  if (!token) return null
  const viewer: Viewer = { userId: token.userId, tokenId: token.id, scopes: ['READ'] }
  await rates.count(req, viewer)
  return viewer
}

async function viewerOfToken(req: IncomingMessage, shared: SharedContext): Promise<Viewer | null> {
  return await authenticateAndCount(shared, req).catch((error) => {
    if (isUnauthenticated(error)) return null
    throw error
  })
}

function verdictsOf(query: URLSearchParams): Verdict[] | null {
  const named = query.get('verdicts')?.split(',')
  if (named === undefined) return null
  return named.map((name) => {
    const verdict = Object.values(Verdict).find((known) => known === name)
    if (verdict) return verdict
    throw refusal(
      400,
      'BAD_USER_INPUT',
      `\`verdicts\` must be a comma-separated list of ${Object.values(Verdict).join(', ')}.`,
    )
  })
}

/** Returns a Content-Disposition with the name in UTF-8, and in ASCII for old clients. */
function attachment(fileName: string): string {
  const safe = fileName.replace(/[\p{Cc}\p{Cs}"*/:<>?\\|]/gu, '_')
  const plain = safe.replace(/[^ -~]|%/g, '_')
  const encoded = encodeURIComponent(safe).replace(/['()]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`
}
