import * as z from 'zod'
import { companyFields, personFields } from '../../imports/leads/fields.ts'
import type { Call } from '../rest/call.ts'
import * as operations from '../rest/operations.ts'
import * as schemas from '../rest/schemas.ts'
import { Refusal } from '../rest/statuses.ts'
import { given, importInput } from '../rest/variables.ts'
import { adds, reads, type Tool, tool } from './tool.ts'

/** Seconds to wait for a run: by default and at most. Clients usually give up after a minute. */
const wait = { usual: 25, max: 50 } as const

const waitUpTo = (max: number) =>
  z
    .int()
    .min(0)
    .max(max)
    .default(wait.usual)
    .describe(`Seconds to wait for the end of the import, at most ${max}. Default: ${wait.usual}.`)
const waitSeconds = waitUpTo(wait.max)
const idempotencyKey = z
  .string()
  .max(255)
  .optional()
  .describe(
    'A text that you make up for this import. Always send one: if a call fails on the way, repeat it with the same key and the same input, and nothing is imported twice. Valid for 24 hours.',
  )
const starting = { idempotencyKey, waitSeconds }

const refusals =
  'INSUFFICIENT_CREDITS (402) means that not a single lead is affordable: stop, tell the person the available credits, and do not retry until they have added some.'
const charges =
  'Charges 1 credit for each new lead, and nothing for rows that are merged, blocked, invalid or already in another list. Credits for all rows are reserved at the start and the unused ones released at the end.'
const capped =
  'If the credits do not suffice for all rows, the import still starts: `wasCapped` is true and `counts.unaffordable` says how many rows were left out. Tell the person; importing the file again later charges only what is new.'
const afterwards =
  'If `status` is QUEUED, RUNNING or PAUSED when the time is up, call wait_for_run with the `runId`; do not start the import again.'

async function stateOf(call: Call, started: { listId: string; runId: string }, seconds: number) {
  const run = await call.lastOf(operations.importProgress, { runId: started.runId }, seconds)
  return { ...started, ...given({ run: run ?? undefined }) }
}

const previewFile = tool({
  name: 'preview_file',
  title: 'Preview a file',
  description:
    'Call this first for any file or text. Reads a CSV text, or a file that was sent with `PUT /uploads?fileName=…` (with the same bearer token; .csv, .tsv, .txt, .xlsx, .xls, .xlsb, .ods, up to 1 GB), and suggests whether its rows are people or companies and which column fills which field. Imports nothing and charges nothing. Show the suggested type and mapping to the person, above all if `confidence` is LOW or there are `warnings`, and pass the `uploadId` on: it stays valid for 24 hours.',
  input: schemas.previewBody,
  annotations: reads,
  run: (call, input) => call.run(operations.previewAndSimulate, { input: given(input) }),
})

const simulateImport = tool({
  name: 'simulate_import',
  title: 'Simulate an import',
  description:
    'Says what an import would do with each row and what it would cost, by the same rules, without importing or charging anything. Call it before an import of more than a few rows, and show the person `creditsNeeded`, `creditsAvailable` and the counts. Ask before you import if the credits do not suffice, or if many rows are invalid. A longer file is simulated up to row 100,000.',
  input: z.object({
    ...schemas.importIntoListBody.shape,
    listId: z.string().optional().describe('The list to import into. Default: a new one.'),
  }),
  annotations: reads,
  run: (call, { csvText, uploadId, ...simulate }) =>
    call.run(operations.previewAndSimulate, {
      input: { ...given({ csvText, uploadId }), simulate: importInput(simulate) },
    }),
})

const createListWithImport = tool({
  name: 'create_list_with_import',
  title: 'Import into a new list',
  description: `Creates a list and imports a file or text into it. Needs the type and the mapping that preview_file suggested, as the person confirmed them, and exactly one of \`uploadId\` and \`csvText\`. ${charges} ${capped} ${refusals} ${afterwards}`,
  input: z.object({ ...schemas.createWithImportBody.shape, ...starting }),
  annotations: adds,
  run: async (call, { waitSeconds, ...input }) =>
    stateOf(call, await call.run(operations.createListWithImport, { input: importInput(input) }), waitSeconds),
})

const importIntoList = tool({
  name: 'import_into_list',
  title: 'Import into an existing list',
  description: `Imports a file or text into a list that exists; find_lists finds its id. Rows that match a lead of the list fill its empty fields, free of charge. Needs the confirmed type and mapping, like create_list_with_import. ${charges} ${capped} ${refusals} LIST_ACCESS (403) means that there is no such list of this user: ask for the right one. ${afterwards}`,
  input: z.object({ listId: z.string(), ...schemas.importIntoListBody.shape, ...starting }),
  annotations: adds,
  run: async (call, { waitSeconds, ...input }) =>
    stateOf(call, await call.run(operations.importIntoList, { input: importInput(input) }), waitSeconds),
})

const value = z.string().optional()
const custom = z
  .array(z.object({ name: z.string(), value: z.string() }))
  .optional()
  .describe('Custom fields.')
const texts = (fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, value]))
const leads = { min: 1, max: 500 } as const

const addLeads = tool({
  name: 'add_leads',
  title: 'Add leads',
  description: `Adds up to ${leads.max} people or companies, given as objects, to a list that exists; find_lists finds its id. For leads that you found one by one; for a file or a table use the imports. A person needs a name, an e-mail address or a LinkedIn URL, a company a name, a domain or a LinkedIn URL. ${charges} ${refusals} \`items\` says what became of each lead, by its \`index\` from 0; without \`items\`, call wait_for_run and then read_skipped with the \`runId\`. Do not invent values that the person has not given you.`,
  input: z.object({
    listId: z.string(),
    people: z
      .array(z.strictObject({ ...texts(personFields), custom }))
      .min(leads.min)
      .max(leads.max)
      .optional()
      .describe('Give these or `companies`.'),
    companies: z
      .array(
        z.strictObject({
          ...texts(companyFields),
          employeeCount: z.int().optional(),
          founded: z.int().optional(),
          technologies: z.array(z.string()).optional(),
          custom,
        }),
      )
      .min(leads.min)
      .max(leads.max)
      .optional(),
    skipExistingCustomers: schemas.importIntoListBody.shape.skipExistingCustomers,
    idempotencyKey,
    waitSeconds: waitUpTo(30),
  }),
  annotations: adds,
  run: (call, input) => call.run(operations.addLeads, { input: given(input) }),
})

const salesNavAccess = tool({
  name: 'check_sales_navigator',
  title: 'Check for Sales Navigator',
  description:
    'Says whether the user has connected a LinkedIn account with Sales Navigator. Call it before import_search. If `hasSalesNavigator` is false, stop and ask the person to connect an account; you cannot do it for them.',
  input: z.object({}),
  annotations: reads,
  run: (call) => call.run(operations.salesNavAccess, {}),
})

const importSearch = tool({
  name: 'import_search',
  title: 'Import a Sales Navigator search',
  description: `Imports the people of a LinkedIn Sales Navigator search, saved search or lead list, in the background: a few thousand take minutes to hours, because LinkedIn is read slowly. First check_sales_navigator, and take the URL from the person: https://www.linkedin.com/sales/search/people… or /sales/lists/people…; a search for companies, an ordinary search or a profile is refused. ${charges} \`maxResults\` caps the new leads; LinkedIn shows at most 2,500 of a search. If \`wasCapped\` is true, the credits lowered the cap to \`maxResults\`: tell the person, and suggest adding credits before you repeat it. ${refusals} ${afterwards} PAUSED with a \`pauseReason\` about the account needs the person; otherwise it continues by itself at \`nextAttemptAt\`.`,
  input: z.object({ ...schemas.importSalesNavBody.shape, ...starting }),
  annotations: { ...adds, openWorldHint: true },
  run: async (call, { waitSeconds, ...input }) =>
    stateOf(call, await call.run(operations.importSalesNav, { input: given(input) }), waitSeconds),
})

const waitForRun = tool({
  name: 'wait_for_run',
  title: 'Wait for an import',
  description:
    'Waits until an import has ended or the time is up, and returns its state and counts. Call it again while `status` is QUEUED or RUNNING. COMPLETED, FAILED and CANCELLED are final; `error` says why it failed and what to do. PAUSED says in `pauseReason` what it waits for. `processed` is the sum of imported, merged, crossListSkipped, blocked, invalid, unaffordable and noMatch. Free of charge.',
  input: z.object({ runId: z.string(), waitSeconds }),
  annotations: reads,
  async run(call, { runId, waitSeconds }) {
    const run = await call.run(operations.importRun, { runId })
    if (!run) throw new Refusal('RUN_NOT_FOUND', 'You have no run with this id.')
    return { run: (await call.lastOf(operations.importProgress, { runId }, waitSeconds)) ?? run }
  },
})

const cancelImport = tool({
  name: 'cancel_import',
  title: 'Cancel an import',
  description:
    'Stops an import that has not ended. What it has imported stays in the list and stays charged; the other credits are released. Ask the person first. RUN_NOT_CANCELLABLE (409) means that it has ended already.',
  input: z.object({ runId: z.string() }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  run: (call, input) => call.run(operations.cancelImport, { input }),
})

const undoImport = tool({
  name: 'undo_import',
  title: 'Undo an import',
  description:
    'Undoes an import that has ended: removes the leads that it added permanently, except those that were edited, moved or merged into since; `kept` lists them with the reason. Always call it with `dryRun: true` first, show the person what would be removed and refunded, and ask before you do it. Credits of removed leads are refunded if the import of a file ended within the last 24 hours (or the time that the server sets); a Sales Navigator search is never refunded. While `run.undoneAt` is absent, it continues in the background: repeat the call for the numbers so far. RUN_NOT_UNDOABLE (409) means that the run has not ended; cancel_import stops it.',
  input: z.object({
    runId: z.string(),
    dryRun: z.boolean().default(true).describe('Only say what would be done. Default: true.'),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  run: (call, input) => call.run(operations.undoImport, { input }),
})

/** The tools that preview, start, follow, stop and undo imports. */
export const importTools: readonly Tool[] = [
  previewFile,
  simulateImport,
  createListWithImport,
  importIntoList,
  addLeads,
  salesNavAccess,
  importSearch,
  waitForRun,
  cancelImport,
  undoImport,
]
