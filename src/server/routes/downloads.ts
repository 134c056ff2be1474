import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Verdict } from '../../db/generated/enums.ts'
import { parseUuid } from '../../db/ids.ts'
import { isUnauthenticated } from '../../graphql/context.ts'
import { outcomesCsv } from '../../imports/outcomes/outcomes-csv.ts'
import { refusal, sendError } from '../errors.ts'
import type { SharedContext } from '../graphql/yoga.ts'
import { authenticateAndCount } from '../guards/auth.ts'
import type { Connections } from '../guards/connections.ts'
import { queryOf, type Route } from '../http.ts'

const pathForm = /^\/runs\/([^/]+)\/outcomes\.csv$/

/** `GET /runs/<runId>/outcomes.csv`: the rows that were not imported. Requires the owner's token or a signed link; otherwise responds as if the run did not exist. */
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
  const run = await findRun(req, res, path, query, shared, connections)
  if (!run) {
    throw refusal(
      404,
      'NOT_FOUND',
      'Download not found. Links expire after 15 minutes: query `outcomesCsvUrl` again, or send the header `Authorization: Bearer <token>`.',
    )
  }
  const filter = { verdicts: verdictsOf(query), reasonCodes: query.get('reasonCodes')?.split(',') ?? null }
  const name = run.list?.name ?? run.upload?.fileName ?? 'Import'
  res.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': attachment(`${name} - outcomes.csv`),
    'cache-control': 'private, no-store',
  })
  if (req.method === 'HEAD') res.end()
  else await pipeline(Readable.from(outcomesCsv(shared.pool, { runId: run.id, columns: run.columns, ...filter })), res)
}

/** Returns the run if the request has a signed link or its owner's token, otherwise null. */
async function findRun(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  query: URLSearchParams,
  shared: SharedContext,
  connections: Connections,
) {
  const { prisma, links } = shared
  const id = parseUuid(pathForm.exec(path)?.[1] ?? '')
  const viewer = await authenticateAndCount(shared, req).catch((error) => {
    // A signed link needs no valid token.
    if (isUnauthenticated(error)) return null
    throw error
  })
  const run =
    id &&
    (await prisma.importRun.findUnique({
      where: { id },
      select: {
        id: true,
        ownerId: true,
        columns: true,
        list: { select: { name: true } },
        upload: { select: { fileName: true } },
      },
    }))
  if (!run) return null
  if (links.allows(run, query)) return run
  if (run.ownerId !== viewer?.userId) return null
  res.once(
    'close',
    connections.add(req, viewer, (reason) => reason === 'revoked' && res.destroy()),
  )
  return run
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
