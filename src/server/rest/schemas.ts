import * as z from 'zod'
import { companyFields, personColumns } from '../../imports/leads/fields.ts'

const count = z.int().min(0)

/** The rows of a file: text, or an upload. */
const source = {
  csvText: z.string().min(1).nullish().describe('The rows as CSV. Give this or `uploadId`.'),
  uploadId: z.string().nullish().describe('An upload from a preview or from `PUT /uploads`.'),
}

const custom = z.array(z.object({ column: z.string(), name: z.string() }))

function mappingOf(fields: readonly string[]) {
  const columns = Object.fromEntries(fields.map((field) => [field, z.string().nullish()]))
  return z
    .strictObject({
      ...columns,
      rowId: z.string().nullish().describe('Column with the ids of rows of the list, as an export has them.'),
      custom: custom.nullish().describe('Columns to keep as custom fields, under these names.'),
    })
    .nullish()
    .describe('Field name → column name; null or absent for a field without a column.')
}

const importOptions = {
  dataType: z.enum(['people', 'companies']),
  ...source,
  personMapping: mappingOf(personColumns),
  companyMapping: mappingOf(companyFields),
  skipExistingCustomers: z
    .boolean()
    .nullish()
    .describe('Skip leads that are in another list, and those of blocked companies. Default: true.'),
}

export const importIntoListBody = z.object(importOptions)
export const createWithImportBody = z.object({ name: z.string().min(1), ...importOptions })

export const importSalesNavBody = z.object({
  url: z
    .string()
    .describe(
      'A people search of Sales Navigator: `https://www.linkedin.com/sales/search/people…` or `…/sales/lists/people…`.',
    ),
  listId: z.guid().nullish().describe('The list to import into. Default: a new one.'),
  listName: z.string().nullish().describe('Name of the new list. Default: `Sales Nav Import - mm/dd/yyyy`.'),
  maxResults: z.int().positive().nullish().describe('Maximum number of new leads. Default: 2500.'),
  skipExistingCustomers: importOptions.skipExistingCustomers,
})

export const previewBody = z.object({
  ...source,
  sheet: z
    .string()
    .nullish()
    .describe('The sheet of a workbook. Default: the first visible one with rows, past a cover.'),
})

export const salesNavStarted = z.object({
  success: z.literal(true),
  listId: z.guid(),
  runId: z.string(),
  maxResults: z.int(),
  wasCapped: z.boolean(),
})

export const counts = z.object({
  listId: z.guid().nullable().describe('Null if the list was deleted.'),
  imported: count.describe('New leads.'),
  blocked: count.describe('Rows of blocked companies.'),
  crossListSkipped: count.describe('Rows that are in another list.'),
  total: count.describe('Rows of the file.'),
  dataType: z.enum(['people', 'companies']),
  companiesCreated: count.describe('Companies created from the data of people.'),
})

export const accepted = z.object({ listId: z.guid().nullable(), runId: z.string(), status: z.string() })

export const preview = z.object({
  uploadId: z.string(),
  fileName: z.string().nullable(),
  sheet: z.string().nullable(),
  sheets: z.array(z.string()),
  totalRows: count,
  columns: z.array(z.string()),
  previewRows: z.array(z.array(z.string())),
  dataType: z.enum(['people', 'companies']),
  confidence: z.string(),
  reasoning: z.string(),
  warnings: z.array(z.string()),
  csvText: z.string().nullable().describe('The whole file as CSV; null if it is too large: use `uploadId`.'),
  personMapping: z.record(z.string(), z.unknown()),
  companyMapping: z.record(z.string(), z.unknown()),
})

export const listSummary = z.object({
  id: z.guid(),
  name: z.string(),
  enrichmentStatus: z.enum(['idle', 'enriching']),
  rowCount: count,
  companyCount: count,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})

export const rowsQuery = z.object({
  first: z
    .string()
    .regex(/^([1-9]\d?|[1-4]\d\d|500)$/, { error: 'must be a whole number from 1 to 500' })
    .transform(Number)
    .prefault('100')
    .describe('Rows to return, from 1 to 500. Default: 100.'),
  after: z.string().optional().describe('The `endCursor` of the previous page.'),
  search: z.string().optional().describe('Only people whose name, e-mail, company or title contains this text.'),
})

export const rows = z.object({
  rows: z.array(z.record(z.string(), z.unknown())),
  totalCount: count,
  hasNextPage: z.boolean(),
  endCursor: z.string().nullable(),
})

export const access = z.object({
  hasSalesNavigator: z.boolean(),
  account: z.object({ id: z.string(), name: z.string(), status: z.string() }).nullable(),
})

/** The body of an error response. */
export const refusal = z.looseObject({ error: z.string(), code: z.string() })
