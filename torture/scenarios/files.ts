import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { readMemory, settledMemory } from '../harness/memory.ts'
import { type Mutant, mutantOf } from '../harness/mutants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { Caller } from '../harness/start-import.ts'

/** A server reads two workbooks at once; the third waits for its turn. */
const atOnce = 3
/** The server's own limit for a small file is 30 seconds of work. */
const patience = 60_000
/** What reads workbooks has processes and limits of its own. */
const maxMemory = 600
const mostLeft = 300
/** Where files stay that were not dealt with; the same seed makes them again. */
const findings = '.torture-findings'
const maxFindings = 20

/** Files that were sound once, changed in every way that a parser may trip over, uploaded one after the other. */
export const files: Scenario<'mutants'> = {
  name: 'files',
  promise:
    'Whatever a file holds, it is read or refused in words, in time and in bounded memory, and the server goes on as if nothing had been.',
  counts: { mutants: { sample: 30, ci: 2_000, full: 100_000 } },
  run,
}

async function run({ world, counts, seed, say }: Trial<'mutants'>): Promise<Outcome> {
  const { url: databaseUrl, pool } = await world.createDatabase()
  const spool = await mkdtemp(join(tmpdir(), 'leadstream-spool-'))
  const env = { DATABASE_URL: databaseUrl, ROLE: 'api', TMPDIR: spool, RATE_LIMIT_PER_TOKEN: '0' }
  const server = await world.startServer(env)
  const user = await createUser(pool, { email: 'mutants@example.com', name: 'M', credits: 0 })
  const caller = { url: server.url, token: (await createToken(pool, user.id)).token }
  const broken: string[] = []
  const counted = { mutants: 0, read: 0, refused: 0, 'slowest ms': 0, 'peak MB': 0, 'MB more than before': 0 }

  await putFile(caller, mutantOf(seed))
  const before = await settledMemory(server, 300)
  let next = 0
  const work = async () => {
    while (next < counts.mutants && broken.length < maxFindings) {
      // Seeds that follow each other share no mutants.
      const mutant = mutantOf(seed * 1_000_000 + next++)
      const began = performance.now()
      const fate = await putFile(caller, mutant)
      counted['slowest ms'] = Math.max(counted['slowest ms'], Math.round(performance.now() - began))
      counted.mutants++
      if ('fault' in fate) broken.push(await keep(mutant, fate.fault))
      else counted['rows' in fate ? 'read' : 'refused']++
      if (counted.mutants % 20 === 0) counted['peak MB'] = Math.max(counted['peak MB'], await readMemory(server))
      if (counted.mutants % 500 === 0) say(`${counted.mutants} files, of which ${counted.read} were read`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))

  counted['MB more than before'] = (await settledMemory(server, 1_000)) - before
  if (counted['peak MB'] > maxMemory) broken.push(`the server took ${counted['peak MB']} MB`)
  if (counted['MB more than before'] > mostLeft) broken.push(`it keeps ${counted['MB more than before']} MB`)
  if ((await fetch(`${server.url}/ready`)).status !== 200) broken.push('the server is not ready any more')
  const { rowCount } = await pool.query('SELECT FROM uploads')
  // The first file, before all counting, may have been read or not.
  if (Math.abs((rowCount ?? 0) - counted.read) > 1) broken.push(`${counted.read} were read, and ${rowCount} are stored`)
  const left = (await readdir(spool)).filter((name) => name.startsWith('leadstream-'))
  if (left.length > 0) broken.push(`${left.length} temporary files were left behind`)
  broken.push(...errorLogsOf([server]))
  await server.stop()
  await rm(spool, { recursive: true, force: true })
  return { figures: counted, broken }
}

/** What became of a file: its rows, why it was refused, or what should not have happened. */
export type Fate = { rows: number } | { refusal: string } | { fault: string }

const stored = z.object({ uploadId: z.string(), totalRows: z.int().min(1) })
const refused = z.object({
  error: z.object({ code: z.literal('UNREADABLE_FILE'), message: z.string().min(10).max(500) }),
})

/** Uploads a file as its owner does. */
export async function putFile(
  { url, token }: Caller,
  { fileName, bytes }: Pick<Mutant, 'fileName' | 'bytes'>,
): Promise<Fate> {
  try {
    const response = await fetch(`${url}/uploads?fileName=${encodeURIComponent(fileName)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(patience),
    })
    const answer = await response.text()
    const body: unknown = JSON.parse(answer)
    const { data: upload } = stored.safeParse(body)
    if (response.status === 201 && upload) return { rows: upload.totalRows }
    const { data: refusal } = refused.safeParse(body)
    if (response.status === 400 && refusal) return { refusal: refusal.error.message }
    return { fault: `${response.status} ${answer.slice(0, 300)}` }
  } catch (error) {
    return { fault: String(error) }
  }
}

async function keep({ fileName, bytes, made }: Mutant, fault: string): Promise<string> {
  await mkdir(findings, { recursive: true })
  const path = join(findings, fileName)
  await writeFile(path, bytes)
  return `${path} (${made}): ${fault}`
}
