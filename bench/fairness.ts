import { Readable } from 'node:stream'
import { type BenchClient, createClient } from './client.ts'
import { inEnvironment } from './environment.ts'
import { median, round2, timed } from './figures.ts'
import { peopleCsv, peopleMapping, widePeopleCsv, widePeopleMapping } from './people.ts'

/** What users who import at the same time cost each other. */
export interface FairnessFigures {
  users: number
  rows: number
  /** Rows a second of one import alone, and of those of all users at once. */
  aloneRowsPerSecond: number
  togetherRowsPerSecond: number
  /** togetherRowsPerSecond / aloneRowsPerSecond. */
  timesAlone: number
  /** The same with a second server on the database; 1.3 is the goal. */
  timesAloneWithTwoServers: number
  /** Another user's imports of 50 rows meanwhile, from the call to the response, and with nothing else to do; the goal is 500 ms. */
  smallMilliseconds: number
  slowestSmallMilliseconds: number
  smallAloneMilliseconds: number
}

const users = 5
const smallRows = 50
const smallImports = 10

/** Imports a file for each of five users at once, on a new embedded Postgres, while a sixth imports small ones. */
export async function benchFairness({ rows }: { rows: number }): Promise<FairnessFigures> {
  return await inEnvironment(async ({ server, pool }) => {
    const clients: BenchClient[] = []
    for (let user = 0; user < users; user++) clients.push(await createClient(pool, server.url, rows * 4))
    const uploads: { client: BenchClient; uploadId: string }[] = []
    for (const client of clients) {
      uploads.push({ client, uploadId: await client.upload(Readable.from(peopleCsv(rows))) })
    }
    const importFor = (some: typeof uploads) =>
      Promise.all(some.map(({ client, uploadId }) => client.importPeople({ uploadId }, rows, peopleMapping)))
    const empty = async () => {
      await pool.query('TRUNCATE list_rows, company_rows CASCADE')
      await pool.query('CHECKPOINT')
    }
    const secondsOf = async (work: () => Promise<unknown>) => {
      await empty()
      return await timed(async () => void (await work()))
    }

    const other = await createClient(pool, server.url, 2 * smallImports * smallRows)
    let smallNumber = 0
    const small = async () => {
      const pieces = await Readable.from(widePeopleCsv(smallRows, smallRows * smallNumber++)).toArray()
      return 1_000 * (await timed(() => other.importPeople({ csvText: pieces.join('') }, smallRows, widePeopleMapping)))
    }
    await small()
    const smallAlone = await small()
    const alone = await secondsOf(() => importFor(uploads.slice(0, 1)))
    const smalls: number[] = []
    const together = await secondsOf(() => importFor(uploads))
    await secondsOf(async () => {
      const large = importFor(uploads)
      for (let at = 0; at < smallImports; at++) smalls.push(await small())
      await large
    })
    const second = await server.startAnother()
    const withTwo = await secondsOf(() => importFor(uploads))
    await second.stop()
    const rate = (seconds: number, imports = users) => (rows * imports) / seconds
    return {
      users,
      rows,
      aloneRowsPerSecond: Math.round(rate(alone, 1)),
      togetherRowsPerSecond: Math.round(rate(together)),
      timesAlone: round2(rate(together) / rate(alone, 1)),
      timesAloneWithTwoServers: round2(rate(withTwo) / rate(alone, 1)),
      smallMilliseconds: Math.round(median(smalls)),
      slowestSmallMilliseconds: Math.round(Math.max(...smalls)),
      smallAloneMilliseconds: Math.round(smallAlone),
    }
  })
}
