import { pick, seeded } from '../../src/samples/random.ts'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import type { ScenarioDatabase } from './environment.ts'
import { type Caller, startImport } from './start-import.ts'

/** A file of people and the expected result of its import. */
export interface PeopleFile {
  readonly csv: string
  readonly counts: {
    readonly total: number
    readonly imported: number
    readonly merged: number
    readonly invalid: number
    readonly companies: number
  }
}

/** Returns a file of `rows` rows: one in ten repeats an earlier person, one in a hundred identifies no one. */
export function peopleFile(rows: number, seed: number): PeopleFile {
  const random = seeded(seed)
  const before: number[] = []
  const counts = { total: rows, imported: 0, merged: 0, invalid: 0 }
  const employers = new Set<number>()
  const lines = Array.from({ length: rows }, (_, row) => {
    if (row % 100 === 99) {
      counts.invalid++
      return '-,-,-'
    }
    const isTwice = row % 10 === 7
    counts[isTwice ? 'merged' : 'imported']++
    const person = isTwice ? pick(before, random) : row
    if (!isTwice) before.push(row)
    const employer = person % 47
    employers.add(employer)
    return `Person ${person},p${person}@people.example,Company ${employer}`
  })
  return { csv: `name,email,company\n${lines.join('\n')}\n`, counts: { ...counts, companies: employers.size } }
}

/** Creates a user with credits and returns a caller for it. */
export async function createImporter(
  { pool }: ScenarioDatabase,
  url: string,
  { name, credits }: { name: string; credits: number },
): Promise<Caller & { userId: number }> {
  const { id: userId } = await createUser(pool, { email: `${name}@users.example`, name, credits })
  return { url, userId, token: (await createToken(pool, userId)).token }
}

/** Uploads a file with `PUT /uploads` and starts its import into a new list; returns the run's id. */
export async function startPeopleImport(
  caller: Caller,
  { csv }: PeopleFile,
  personMapping: object = { fullName: 'name', email: 'email', companyName: 'company' },
): Promise<string> {
  const response = await fetch(`${caller.url}/uploads?fileName=people.csv`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${caller.token}` },
    body: csv,
  })
  const { uploadId }: { uploadId?: string } = JSON.parse(await response.text())
  const { runId, message } = await startImport(caller, 'createListWithImport', {
    name: 'People',
    dataType: 'PEOPLE',
    uploadId,
    personMapping,
  })
  if (runId === undefined) throw new Error(`The import was refused: ${message}`)
  return runId
}
