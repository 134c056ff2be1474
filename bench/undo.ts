import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type BenchClient, createClient, enrichmentIsOver } from './client.ts'
import { type Cost, inEnvironment } from './environment.ts'
import { median, round2 } from './figures.ts'
import { peopleCsv, peopleMapping } from './people.ts'

/** Cost of undoing an import: medians in seconds, and ratios. */
export interface UndoFigures {
  rows: number
  rounds: number
  /** From the call that starts the import of a staged upload until the run is COMPLETED. */
  importSeconds: number
  /** From the call that undoes the run until it is undone. */
  undoSeconds: number
  /** undoSeconds / importSeconds; the goal is 2. */
  timesImport: number
  /** The same of the processor time of server and Postgres, which other programs disturb less. */
  cpuTimesImport: number
}

/** Imports a file and undoes the import, on a new embedded Postgres. */
export async function benchUndo({ rows, rounds }: { rows: number; rounds: number }): Promise<UndoFigures> {
  return await inEnvironment(async ({ server, pool, costOf }) => {
    const client = await createClient(pool, server.url, rows * rounds)
    const uploadId = await client.upload(Readable.from(peopleCsv(rows)))
    const [imports, undos]: [Cost[], Cost[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      let runId = ''
      imports.push(
        await costOf(async () => {
          runId = await client.importPeople({ uploadId }, rows, peopleMapping)
        }),
      )
      await enrichmentIsOver(pool)
      undos.push(await costOf(() => undo(client, runId, rows)))
    }
    const seconds = (costs: Cost[]) => median(costs.map((cost) => cost.seconds))
    const cpu = (costs: Cost[]) => median(costs.map((cost) => cost.server + cost.postgres))
    return {
      rows,
      rounds,
      importSeconds: round2(seconds(imports)),
      undoSeconds: round2(seconds(undos)),
      timesImport: round2(seconds(undos) / seconds(imports)),
      cpuTimesImport: round2(cpu(undos) / cpu(imports)),
    }
  })
}

async function undo(client: BenchClient, runId: string, rows: number): Promise<void> {
  for (;;) {
    const { removed, run } = await client.call(
      `mutation ($input: UndoImportInput!) {
        result: undoImport(input: $input) { ... on UndoImportPayload { removed run { undoneAt } } ... on Error { message } }
      }`,
      { input: { runId } },
    )
    if (JSON.stringify(run) === '{"undoneAt":null}') await delay(20)
    else if (removed === rows) return
    else throw new Error(`${removed} of ${rows} rows were removed: ${JSON.stringify(run)}`)
  }
}
