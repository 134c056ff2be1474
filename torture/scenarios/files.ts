import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { createToken } from '../../src/users/tokens.ts'
import { createUser } from '../../src/users/users.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { giveUpMs } from '../harness/give-up.ts'
import { readMemory, settledMemory } from '../harness/memory.ts'
import { type Mutant, mutantOf } from '../harness/mutants.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import type { Caller } from '../harness/start-import.ts'

/** One more than the number of workbooks that a server reads at once. */
const concurrency = 3
/** Memory of the server itself; workbooks are read in processes with limits of their own. */
const maxMemoryMb = 600
const maxRetainedMb = 300
/** Where files that caused a fault are kept; the same seed generates them again. */
const findings = '.torture-findings'
const maxFindings = 20

/** Valid files, mutated in ways that parsers trip over, uploaded one after another. */
export const files: Scenario<'mutants'> = {
  name: 'files',
  promise: 'Any file is read or refused with a message, in bounded time and memory, and the server keeps working.',
  counts: { mutants: { sample: 30, ci: 500, full: 20_000 } },
  run,
}

async function run({ environment, counts, seed, report }: Trial<'mutants'>): Promise<Outcome> {
  const { url: databaseUrl, pool } = await environment.createDatabase()
  const temporaryFolder = await mkdtemp(join(tmpdir(), 'leadstream-temporaryFolder-'))
  const env = { DATABASE_URL: databaseUrl, ROLE: 'api', TMPDIR: temporaryFolder, RATE_LIMIT_PER_USER: '0' }
  const server = await environment.startServer(env)
  const user = await createUser(pool, { email: 'mutants@example.com', name: 'M', credits: 0 })
  const caller = { url: server.url, token: (await createToken(pool, user.id)).token }
  const violations: string[] = []
  const figures = { mutants: 0, read: 0, refused: 0, 'slowest ms': 0, 'peak MB': 0, 'MB more than before': 0 }

  await uploadFile(caller, mutantOf(seed))
  const before = await settledMemory(server, 300)
  let next = 0
  const work = async () => {
    while (next < counts.mutants && violations.length < maxFindings) {
      // Consecutive seeds share no mutants.
      const mutant = mutantOf(seed * 1_000_000 + next++)
      const began = performance.now()
      const outcome = await uploadFile(caller, mutant)
      figures['slowest ms'] = Math.max(figures['slowest ms'], Math.round(performance.now() - began))
      figures.mutants++
      if ('fault' in outcome) violations.push(await saveMutant(mutant, outcome.fault))
      else figures['rows' in outcome ? 'read' : 'refused']++
      if (figures.mutants % 20 === 0) figures['peak MB'] = Math.max(figures['peak MB'], await readMemory(server))
      if (figures.mutants % 500 === 0) report(`${figures.mutants} files, of which ${figures.read} were read`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))

  figures['MB more than before'] = (await settledMemory(server, 1_000)) - before
  if (figures['peak MB'] > maxMemoryMb) violations.push(`the server used ${figures['peak MB']} MB`)
  if (figures['MB more than before'] > maxRetainedMb)
    violations.push(`the server retained ${figures['MB more than before']} MB`)
  if ((await fetch(`${server.url}/ready`)).status !== 200) violations.push('the server is no longer ready')
  const { rowCount } = await pool.query('SELECT FROM uploads')
  // The warm-up file is not figures and may have been read.
  if (Math.abs((rowCount ?? 0) - figures.read) > 1)
    violations.push(`${figures.read} files were read, but ${rowCount} are stored`)
  const left = (await readdir(temporaryFolder)).filter((name) => name.startsWith('leadstream-'))
  if (left.length > 0) violations.push(`${left.length} temporary files were left behind`)
  violations.push(...errorLogsOf([server]))
  await server.stop()
  await rm(temporaryFolder, { recursive: true, force: true })
  return { figures: figures, violations }
}

/** Result of an upload: its rows, its refusal, or a fault. */
export type UploadOutcome = { rows: number } | { refusal: string } | { fault: string }

const stored = z.object({ uploadId: z.string(), totalRows: z.int().min(1) })
const refused = z.object({
  error: z.object({ code: z.literal('UNREADABLE_FILE'), message: z.string().min(10).max(500) }),
})

/** Uploads a file as a user. */
export async function uploadFile(
  { url, token }: Caller,
  { fileName, bytes }: Pick<Mutant, 'fileName' | 'bytes'>,
): Promise<UploadOutcome> {
  try {
    const response = await fetch(`${url}/uploads?fileName=${encodeURIComponent(fileName)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}` },
      body: new Uint8Array(bytes),
      signal: AbortSignal.timeout(giveUpMs),
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

async function saveMutant({ fileName, bytes, mutations }: Mutant, fault: string): Promise<string> {
  await mkdir(findings, { recursive: true })
  const path = join(findings, fileName)
  await writeFile(path, bytes)
  return `${path} (${mutations}): ${fault}`
}
