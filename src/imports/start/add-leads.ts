import type { ImportRun, PrismaClient } from '../../db/generated/client.ts'
import type { DataType, Verdict } from '../../db/generated/enums.ts'
import { InvalidInputError } from '../../errors.ts'
import type { SourceRecord } from '../../uploads/csv/record.ts'
import { stageRecords } from '../../uploads/stage.ts'
import { maxCustomFields, maxCustomName } from '../leads/custom.ts'
import { type CompanyField, companyFields, type Mapping, type PersonField, personFields } from '../leads/fields.ts'
import { checkMatching, type MatchingInput, matchingOf } from './check-matching.ts'
import { type StartDeps, startPrepared } from './prepared.ts'
import { ownList } from './target-list.ts'

/** The values of a lead as a caller gives them. */
type LeadValues<Field extends string> = { [F in Field]?: string | number | readonly string[] | null | undefined } & {
  rowId?: string | null | undefined
  custom?: readonly { name: string; value: string }[] | null | undefined
}

/** The parsed input of `addLeads`. */
export interface AddLeads extends MatchingInput {
  listId: string
  people?: readonly LeadValues<PersonField>[] | null | undefined
  companies?: readonly LeadValues<CompanyField>[] | null | undefined
  skipExistingCustomers?: boolean | null | undefined
  idempotencyKey?: string | null | undefined
  waitSeconds?: number | null | undefined
}

const maxLeads = 500
/** What JSON in Postgres rejects: NUL characters and lone surrogates. */
const unstorable = /[\0\p{Cs}]/u

/**
 * Starts a run that adds leads to a list of the owner, with the verdicts and credits of an import. Throws InvalidInputError,
 * ListAccessError, InsufficientCreditsError and what staging throws.
 */
export async function addLeads(deps: StartDeps, ownerId: number, input: AddLeads): Promise<ImportRun> {
  const matching = matchingOf(input)
  const call = { ownerId, mutation: 'addLeads', kind: 'API', input, matching } as const
  return await startPrepared(deps, call, async () => {
    const { dataType, columns, mapping, records } = readLeads(input)
    const readyList = await ownList(deps.pool, ownerId, input.listId)
    checkMatching(matching, dataType)
    const open = async () => ({ upload: await stageRecords(deps, ownerId, columns, records), isStaged: true })
    return { readyList, isNewList: false, mapping: { dataType, ...mapping }, open }
  })
}

/** Result for a lead. */
export interface AddedLead {
  index: number
  verdict: Verdict
  reasonCode: string | null
  reason: string | null
  rowId: bigint | null
  companyId: bigint | null
  listId: string | null
  blockedCompanyId: string | null
}

/** Returns the results for the leads of a run, in the order of the call; null until the run has ended. Leads that a run without a full end has not reached are left out. */
export async function addedLeads(prisma: PrismaClient, run: ImportRun): Promise<AddedLead[] | null> {
  if (run.finishedAt === null) return null
  const where = { ownerId: run.ownerId, runId: run.id }
  const select = { id: true, rowNumber: true } as const
  const [outcomes, people, companies] = await Promise.all([
    prisma.importOutcome.findMany({ where }),
    run.dataType === 'PEOPLE' ? prisma.listRow.findMany({ where, select }) : [],
    run.dataType === 'COMPANIES'
      ? prisma.companyRow.findMany({ where: { ...where, importedAsLead: true }, select })
      : [],
  ])
  const byNumber = new Map(outcomes.map((outcome) => [outcome.rowNumber, outcome]))
  const rowIds = new Map(people.map(({ id, rowNumber }) => [rowNumber, id]))
  const companyIds = new Map(companies.map(({ id, rowNumber }) => [rowNumber, id]))
  return Array.from({ length: Number(run.cursor ?? 0) }, (_, index) => {
    const rowNumber = index + 1
    const outcome = byNumber.get(rowNumber)
    return {
      index,
      verdict: outcome?.verdict ?? 'IMPORTED',
      reasonCode: outcome?.reasonCode ?? null,
      reason: outcome?.reason ?? null,
      rowId: outcome === undefined ? (rowIds.get(rowNumber) ?? null) : outcome.rowId,
      companyId: outcome === undefined ? (companyIds.get(rowNumber) ?? null) : outcome.companyId,
      listId: outcome?.listId ?? null,
      blockedCompanyId: outcome?.blockedCompanyId ?? null,
    }
  })
}

function readLeads({ people, companies }: AddLeads) {
  if (Array.isArray(people) === Array.isArray(companies)) {
    throw new InvalidInputError('people', 'Give exactly one of `people` and `companies`.')
  }
  if (people) {
    const { columns, mapping, records } = tableOf('people', people, personFields, 'fullName')
    return { dataType: 'PEOPLE' as DataType, columns, mapping: { personMapping: mapping }, records }
  }
  const { columns, mapping, records } = tableOf('companies', companies ?? [], companyFields, 'name')
  return { dataType: 'COMPANIES' as DataType, columns, mapping: { companyMapping: mapping }, records }
}

/** Returns leads as rows with a column for each field that one of them has, and for the name. */
function tableOf<Field extends PersonField | CompanyField>(
  argument: string,
  leads: readonly LeadValues<Field>[],
  fields: readonly Field[],
  nameField: Field,
): { columns: string[]; mapping: Mapping<Field>; records: SourceRecord[] } {
  if (leads.length === 0 || leads.length > maxLeads) {
    throw new InvalidInputError(argument, `\`${argument}\` has ${leads.length} items: give 1 to ${maxLeads} in a call.`)
  }
  const names = customNames(argument, leads)
  const used = fields.filter((field) => field === nameField || leads.some((lead) => textOf(lead[field]) !== ''))
  const custom = names.map((name) => ({ column: `custom.${name}`, name }))
  const ids = leads.some(({ rowId }) => rowId) ? ['rowId'] : []
  const records = leads.map((lead) => {
    const values = new Map((lead.custom ?? []).map(({ name, value }) => [name, value]))
    return {
      cells: [
        ...ids.map(() => lead.rowId ?? ''),
        ...used.map((field) => textOf(lead[field])),
        ...names.map((name) => values.get(name) ?? ''),
      ],
      broken: false,
    }
  })
  const columns = [...ids, ...used]
  const mapping = { ...Object.fromEntries(columns.map((name) => [name, name])), custom } as Mapping<Field>
  return { columns: [...columns, ...custom.map(({ column }) => column)], mapping, records }
}

function customNames(argument: string, leads: readonly LeadValues<never>[]): string[] {
  const all = new Set<string>()
  for (const { custom } of leads) {
    const own = new Set<string>()
    for (const { name } of custom ?? []) {
      if (name.trim() === '' || name.length > maxCustomName || unstorable.test(name) || own.has(name)) {
        throw new InvalidInputError(
          argument,
          `A custom field has a name of 1 to ${maxCustomName} characters, once in each lead.`,
        )
      }
      all.add(name)
      own.add(name)
    }
  }
  if (all.size > maxCustomFields) {
    throw new InvalidInputError(argument, `The leads have ${all.size} custom fields: give at most ${maxCustomFields}.`)
  }
  return [...all]
}

function textOf(value: string | number | readonly string[] | null | undefined): string {
  return typeof value === 'object' && value !== null ? value.join(', ') : String(value ?? '')
}
