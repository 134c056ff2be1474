import { companyFields, personFields } from '../../src/imports/leads/fields.ts'
import type { TestApp } from './app.ts'
import { graphql } from './graphql.ts'

/** A user of the app and its client. */
export interface Importer {
  userId: number
  token: string
  tokenId: number
  query: ReturnType<typeof graphql>
  /** Imports CSV text whose columns are named like fields; resolves when the run has ended. */
  importCsv(csv: string, options?: ImportOptions): Promise<Imported>
}

export interface ImportOptions {
  dataType?: 'PEOPLE' | 'COMPANIES'
  name?: string
  /** Existing list to import into. */
  listId?: string
  skipExistingCustomers?: boolean
  /** Columns named `company.<field>` are mapped to the company. */
  input?: Record<string, unknown>
}

interface Counts {
  total: number
  processed: number
  imported: number
  merged: number
  updated: number
  crossListSkipped: number
  blocked: number
  invalid: number
  unaffordable: number
  noMatch: number
  companiesCreated: number
  companiesLinked: number
  alsoMatches: number
}

export interface Imported {
  listId: string
  runId: string
  status: string
  wasCapped: boolean
  counts: Counts
  error: { code: string; message: string } | null
  /** The verdict and reason of each row that was not imported. */
  outcomes: { rowNumber: number; verdict: string; reasonCode: string; cells: string[] }[]
  rows: Record<string, unknown>[]
  companies: Record<string, unknown>[]
}

/** Creates a user with credits who imports over HTTP. */
export async function createImporter(app: TestApp, credits = 1_000): Promise<Importer> {
  const { userId, token, tokenId } = await app.createUser({ credits })
  const query = graphql(app.url, token)
  return {
    userId,
    tokenId,
    token,
    query,
    async importCsv(csv, options = {}) {
      const [mutation, type] =
        options.listId === undefined
          ? ['createListWithImport', 'CreateListWithImport']
          : ['importIntoList', 'ImportIntoList']
      const { started } = await query<{ started: { runId: string; message?: string } }>(
        `mutation ($input: ${type}Input!) {
          started: ${mutation}(input: $input) {
            ... on Error { code message }
            ... on ${type}Payload { listId runId }
          }
        }`,
        { input: importInput(csv, options) },
      )
      if (started.message !== undefined) throw new Error(started.message)
      for (;;) {
        const imported = await readImport(query, started.runId)
        if (!['QUEUED', 'RUNNING'].includes(imported.status)) return imported
      }
    },
  }
}

/** Returns the input to import CSV text whose columns are named like fields. */
export function importInput(
  csv: string,
  { dataType = 'PEOPLE', name = 'A list', listId, ...options }: ImportOptions = {},
) {
  const header = (csv.split('\n')[0] ?? '').split(',')
  const mapping = (fields: readonly string[], prefix: string) =>
    Object.fromEntries(
      fields.filter((field) => header.includes(prefix + field)).map((field) => [field, prefix + field]),
    )
  const rowId = header.includes('rowId') ? { rowId: 'rowId' } : {}
  const companyPrefix = dataType === 'COMPANIES' ? '' : 'company.'
  return {
    ...(listId === undefined ? { name } : { listId }),
    dataType,
    csvText: csv,
    waitSeconds: 30,
    ...(dataType === 'PEOPLE' ? { personMapping: { ...mapping(personFields, ''), ...rowId } } : {}),
    companyMapping: { ...mapping(companyFields, companyPrefix), ...(dataType === 'COMPANIES' ? rowId : {}) },
    skipExistingCustomers: options.skipExistingCustomers ?? true,
    ...options.input,
  }
}

/** Reads a run with all its outcomes, rows and companies. */
export async function readImport(query: Importer['query'], runId: string): Promise<Imported> {
  const { importRun } = await query<{ importRun: Run }>(
    `query ($runId: ID!) {
      importRun(id: $runId) {
        id status wasCapped error { code message }
        counts { total processed imported merged updated crossListSkipped blocked invalid unaffordable noMatch companiesCreated companiesLinked alsoMatches }
        outcomes(first: 500) { nodes { rowNumber verdict reasonCode cells } }
        list {
          id
          rows(first: 500) { nodes { ${personFields.join(' ')} custom { name value } company { name domain } } }
          companies(first: 500) { nodes { ${companyFields.join(' ')} custom { name value } } }
        }
      }
    }`,
    { runId },
  )
  return {
    ...importRun,
    runId,
    listId: importRun.list?.id ?? '',
    outcomes: importRun.outcomes.nodes,
    rows: importRun.list?.rows.nodes.map(present) ?? [],
    companies: importRun.list?.companies.nodes.map(present) ?? [],
  }
}

interface Run extends Omit<Imported, 'outcomes' | 'rows' | 'companies' | 'listId'> {
  outcomes: { nodes: Imported['outcomes'] }
  list: { id: string; rows: { nodes: Imported['rows'] }; companies: { nodes: Imported['companies'] } } | null
}

/** Returns a row without its empty fields, and with its custom fields as an object. */
function present({ custom, ...fields }: Record<string, unknown>): Record<string, unknown> {
  const row = { ...fields, custom: customOf(custom) }
  const empty = (value: unknown) => value === null || (Array.isArray(value) && value.length === 0)
  return Object.fromEntries(Object.entries(row).filter(([, value]) => !empty(value)))
}

function customOf(custom: unknown): Record<string, unknown> | null {
  if (!Array.isArray(custom) || custom.length === 0) return null
  return Object.fromEntries(custom.map(({ name, value }) => [name, value]))
}
