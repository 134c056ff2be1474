import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import type { Verdict } from '../../db/generated/enums.ts'
import { parseUuid } from '../../db/ids.ts'
import { InvalidInputError } from '../../errors.ts'
import { ListAccessError } from '../../lists/errors.ts'
import type { SourceRecord } from '../../uploads/csv/record.ts'
import { stageRecords } from '../../uploads/stage.ts'
import { RunNotFoundError } from '../errors.ts'
import type { CompanyMapping, PersonMapping } from '../leads/fields.ts'
import type { Matching } from '../verdicts/policy.ts'
import type { MappingInput } from './check-mapping.ts'
import { checkMatching, type MatchingInput, matchingOf } from './check-matching.ts'
import type { Prepared, StartDeps } from './prepared.ts'
import { ownList } from './target-list.ts'

/** The part of an input that imports outcomes of a run again. */
export interface AgainInput {
  fromRunId?: string | null | undefined
  verdicts?: readonly Verdict[] | null | undefined
  rowNumbers?: readonly number[] | null | undefined
  asNew?: boolean | null | undefined
  corrections?: readonly Correction[] | null | undefined
}

/** Cells that replace those of a row. */
interface Correction {
  rowNumber: number
  cells: readonly string[]
}

type Again = AgainInput &
  MatchingInput &
  Omit<MappingInput, 'dataType'> & {
    fromRunId: string
    listId?: string | null | undefined
    csvText?: string | null | undefined
    uploadId?: string | null | undefined
  }

const maxRowNumbers = 500
/** Outcomes that are read at once. */
const pageSize = 500

/** Returns the settings of rows that are imported as new ones: nothing matches. Null for other inputs. */
export function againMatching({ asNew }: AgainInput): Matching | null {
  return asNew ? { onMatch: null, matchBy: [] } : null
}

/**
 * Prepares the import of outcomes of a run: by default of those that are corrected or that credits did not cover, with the run's own mapping and into
 * its list. Throws RunNotFoundError, ListAccessError or InvalidInputError.
 */
export async function prepareAgain(deps: StartDeps, ownerId: number, input: Again): Promise<Prepared> {
  const run = await findEndedRun(deps.prisma, ownerId, input.fromRunId)
  refuseOtherSource(input)
  const corrected = correctedCells(run, input)
  const listId = input.listId ?? run.listId
  if (listId === null) throw new ListAccessError()
  const readyList = await ownList(deps.pool, ownerId, listId)
  const { dataType } = run
  if (!input.asNew) checkMatching(matchingOf(input), dataType)
  const where = whereOf(run, input)
  if ((await deps.prisma.importOutcome.count({ where })) === 0) {
    throw new InvalidInputError('verdicts', 'The run has no such rows. Its `outcomeReasons` count those that it has.')
  }
  const mapping = {
    dataType,
    personMapping: input.personMapping ?? (run.personMapping as PersonMapping | null),
    companyMapping: input.companyMapping ?? (run.companyMapping as CompanyMapping | null),
  }
  const open = async () => {
    const upload = await stageRecords(deps, ownerId, run.columns, readRecords(deps.prisma, where, corrected))
    return { upload, isStaged: true }
  }
  return { readyList, isNewList: false, mapping, open }
}

async function findEndedRun(prisma: PrismaClient, ownerId: number, runId: string): Promise<ImportRun> {
  const id = parseUuid(runId)
  const run = id === null ? null : await prisma.importRun.findFirst({ where: { id, ownerId } })
  if (run === null) throw new RunNotFoundError()
  if (run.kind === 'BULK')
    throw new InvalidInputError('fromRunId', 'The run is a bulk change, which has no source rows.')
  if (run.finishedAt === null) {
    throw new InvalidInputError('fromRunId', `The run is ${run.status}: wait for its end, or cancel it.`)
  }
  return run
}

function refuseOtherSource({ csvText, uploadId, asNew, onMatch, matchBy }: Again): void {
  if (typeof csvText === 'string' || typeof uploadId === 'string') {
    throw new InvalidInputError('fromRunId', 'Give exactly one of `csvText`, `uploadId` and `fromRunId`.')
  }
  if (asNew && (onMatch || matchBy)) {
    throw new InvalidInputError('asNew', 'With `asNew`, nothing matches: leave out `onMatch` and `matchBy`.')
  }
}

/** Returns the corrected cells by row number. Throws InvalidInputError for cells that the file has no columns for. */
function correctedCells({ columns }: ImportRun, { corrections }: Again): ReadonlyMap<number, string[]> {
  const all = corrections ?? []
  if (all.length > maxRowNumbers)
    throw new InvalidInputError(
      'corrections',
      `Give at most ${maxRowNumbers} corrections, and the others in further calls.`,
    )
  const corrected = new Map(all.map(({ rowNumber, cells }) => [rowNumber, [...cells]]))
  if (corrected.size < all.length) throw new InvalidInputError('corrections', 'Correct each row only once.')
  if (all.some(({ cells }) => cells.length > columns.length)) {
    throw new InvalidInputError(
      'corrections.cells',
      `The file has ${columns.length} columns: give at most as many cells.`,
    )
  }
  return corrected
}

function whereOf({ ownerId, id: runId }: ImportRun, { verdicts, rowNumbers, asNew, corrections }: Again) {
  const chosen = verdicts ?? (asNew ? ['MERGED'] : corrections ? ['INVALID'] : ['UNAFFORDABLE'])
  if (chosen.includes('IMPORTED')) {
    throw new InvalidInputError('verdicts', 'IMPORTED rows are in the list already: leave out IMPORTED.')
  }
  if ((rowNumbers?.length ?? 0) > maxRowNumbers) {
    throw new InvalidInputError(
      'rowNumbers',
      `Give at most ${maxRowNumbers} row numbers, and the others in further calls.`,
    )
  }
  const numbers = rowNumbers ?? corrections?.map(({ rowNumber }) => rowNumber)
  return {
    ownerId,
    runId,
    verdict: { in: [...chosen] },
    ...(numbers ? { rowNumber: { in: [...numbers] } } : {}),
  }
}

async function* readRecords(
  prisma: PrismaClient,
  where: ReturnType<typeof whereOf>,
  corrected: ReadonlyMap<number, string[]>,
): AsyncGenerator<SourceRecord, void, undefined> {
  for (let after = 0; ; ) {
    const outcomes = await prisma.importOutcome.findMany({
      where: { AND: [where, { rowNumber: { gt: after } }] },
      orderBy: { rowNumber: 'asc' },
      take: pageSize,
      select: { rowNumber: true, cells: true, reasonCode: true },
    })
    for (const { rowNumber, cells, reasonCode } of outcomes) {
      const mended = corrected.get(rowNumber)
      yield mended ? { cells: mended, broken: false } : { cells, broken: reasonCode === 'BROKEN_QUOTES' }
    }
    const last = outcomes.at(-1)
    if (last === undefined) return
    after = last.rowNumber
  }
}
