import { Verdict } from '../../db/generated/enums.ts'
import { parseUuid } from '../../db/ids.ts'
import { eachOnBehalfOf } from '../../db/shared-pool.ts'
import { outcomesCsv } from '../../imports/outcomes/outcomes-csv.ts'
import { outcomesSubject } from '../../imports/outcomes/outcomes-link.ts'
import { refusal } from '../errors.ts'
import type { SharedContext } from '../graphql/engine.ts'
import type { Connections } from '../guards/connections.ts'
import type { Route } from '../http.ts'
import { downloadRoute, viewerOfDownload } from './download.ts'

const form = /^\/runs\/([^/]+)\/outcomes\.csv$/

/** `GET /runs/<runId>/outcomes.csv`: the rows that were not imported. Requires a token of the owner, or a link that one made. */
export function outcomesRoute(shared: SharedContext, connections: Connections): Route {
  return downloadRoute({ log: shared.log, form, field: 'outcomesCsvUrl' }, connections, async (request) => {
    const id = parseUuid(form.exec(request.path)?.[1] ?? '')
    const viewer = await viewerOfDownload(request, id && outcomesSubject(id), shared)
    if (id === null || viewer === null) return null
    const run = await shared.prisma.importRun.findUnique({
      where: { ownerId_id: { ownerId: viewer.userId, id } },
      select: { columns: true, list: { select: { name: true } }, upload: { select: { fileName: true } } },
    })
    if (!run) return null
    const { query } = request
    const filter = { verdicts: verdictsOf(query), reasonCodes: query.get('reasonCodes')?.split(',') ?? null }
    return {
      viewer,
      fileName: `${run.list?.name ?? run.upload?.fileName ?? 'Import'} - outcomes.csv`,
      contentType: 'text/csv; charset=utf-8',
      open: () =>
        eachOnBehalfOf(
          viewer.userId,
          outcomesCsv(shared.pool, { ownerId: viewer.userId, runId: id, columns: run.columns, ...filter }),
        ),
    }
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
