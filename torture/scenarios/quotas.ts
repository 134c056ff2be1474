import * as z from 'zod'
import { createPool } from '../../src/db/client.ts'
import { seeded } from '../../src/samples/random.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { errorLogsOf } from '../harness/error-logs.ts'
import { type OwnCluster, silentLog, withCluster } from '../harness/own-cluster.ts'
import { createImporter } from '../harness/people-file.ts'
import { probeWhile } from '../harness/probe.ts'
import type { Outcome, Scenario, Trial } from '../harness/scenario.ts'
import { freeMegabytes, withSmallDisk } from '../harness/small-disk.ts'
import { ask, type Caller } from '../harness/start-import.ts'

type Count = 'uploads' | 'large'

/** Megabytes. */
const quota = 20
const size = { file: 6, largeFile: 65, disk: 800, reserve: 300 }
/** Megabytes by which each upload may exceed a limit: a chunk, and its entry in the log of Postgres. */
const slack = 8
/** Files of one user that are received at once. */
const filesAtOnce = 4

/** One user uploads more than the quota, and then more than the disk of the embedded Postgres holds. */
export const quotas: Scenario<Count> = {
  name: 'quotas',
  promise:
    'Uploads beyond a quota, or beyond the reserve of the disk, are refused with a typed error, and other users are not affected.',
  counts: { uploads: { sample: 6, ci: 12, full: 40 }, large: { sample: 0, ci: 5, full: 8 } },
  async run(trial) {
    const own = await exceedQuota(trial)
    if (trial.counts.large === 0) return own
    const disk = await withSmallDisk(size.disk, (folder) =>
      withCluster((cluster) => exceedDisk(trial, cluster, folder), folder),
    )
    if (!disk) return { ...own, figures: { ...own.figures, disk: 'not tried: mounting one takes root' } }
    return { figures: { ...own.figures, ...disk.figures }, violations: [...own.violations, ...disk.violations] }
  },
}

async function exceedQuota({ environment, counts, seed, report }: Trial<Count>): Promise<Outcome> {
  const database = await environment.createDatabase()
  const server = await environment.startServer({
    ROLE: 'api',
    DATABASE_URL: database.url,
    MAX_STAGED_MB_PER_USER: String(quota),
  })
  const createUser = (name: string) => createImporter(database, server.url, { name, credits: 0 })
  const [one, other] = [await createUser('one'), await createUser('other')]
  const content = file(size.file, seed)
  let most = 0
  const { result: answers, ...probe } = await probeWhile(
    () => Promise.all(Array.from({ length: counts.uploads }, () => upload(one, content))),
    async () => {
      const answer = await upload(other, 'name\nAda\n')
      if (answer !== '201') throw new Error(`another user's upload was answered with ${answer}`)
    },
    {
      between: async () => {
        most = Math.max(most, await stagedMegabytes(database, one.userId))
      },
    },
  )
  const stored = answers.filter((answer) => answer === '201').length
  const violations = unexpected(answers, ['201', '413 UPLOAD_QUOTA_EXCEEDED'])
  if (most > quota + filesAtOnce * slack) violations.push(`the uploads of one user took up ${most} MB`)
  if (stored === 0 || stored * size.file > quota) violations.push(`${stored} files of ${size.file} MB were stored`)
  violations.push(...errorLogsOf([server]))
  report(`${stored} of ${counts.uploads} files were stored`)
  return {
    figures: { uploads: counts.uploads, stored, mostStagedMb: most, slowestUploadOfOtherMs: probe.slowestMs },
    violations,
  }
}

async function exceedDisk(
  { environment, counts, seed, report }: Trial<Count>,
  { dataDir, url }: OwnCluster,
  folder: string,
): Promise<Outcome> {
  const server = await environment.startServer({
    DATABASE_URL: '',
    DATA_DIR: dataDir,
    MIN_FREE_DISK_MB: String(size.reserve),
  })
  const pool = createPool(url, 4, silentLog)
  const caller = await createImporter({ url, pool }, server.url, { name: 'one', credits: 0 })
  const content = file(size.largeFile, seed)
  const answers: string[] = []
  let least = await freeMegabytes(folder)
  for (let at = 0; at < counts.large; at++) {
    answers.push(await upload(caller, content))
    least = Math.min(least, await freeMegabytes(folder))
    report(`${answers.at(-1)}, ${least} MB are free`)
  }
  const violations = unexpected(answers, ['201', '507 STORAGE_FULL'])
  const refused = answers.filter((answer) => answer !== '201').length
  if (refused === 0) violations.push('no upload was refused')
  if (least < size.reserve - slack) violations.push(`only ${least} MB were left free`)
  const { status } = await fetch(`${server.url}/ready`)
  if (status !== 200) violations.push(`/ready returned ${status}`)
  await ask(caller, '{ viewer { id } }', z.object({ viewer: z.object({ id: z.string() }) }))

  await pool.query('DELETE FROM uploads')
  await pool.query('VACUUM upload_chunks')
  const answer = await upload(caller, 'name\nAda\n')
  if (answer !== '201') violations.push(`once there was space an upload was answered with ${answer}`)
  await pool.end()
  violations.push(...errorLogsOf([server]))
  const code = await server.stop()
  if (code !== 0) violations.push(`the server exited with ${code}`)
  return { figures: { largeUploads: counts.large, refusedForTheDisk: refused, leastFreeMb: least }, violations }
}

/** Returns a file of this size that Postgres can't compress. */
function file(megabytes: number, seed: number): string {
  const random = seeded(seed)
  const noise = Buffer.from(Array.from({ length: 750_000 }, () => Math.floor(random() * 256))).toString('base64')
  return `name,note\n${noise.replace(/.{100}/g, 'Ada,$&\n').repeat(megabytes)}`
}

/** Returns the status of the response to an upload, and its code. */
async function upload({ url, token }: Caller, content: string): Promise<string> {
  const response = await fetch(`${url}/uploads?fileName=people.csv`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}` },
    body: content,
  })
  const { error }: { error?: { code: string } } = JSON.parse(await response.text())
  return error ? `${response.status} ${error.code}` : String(response.status)
}

async function stagedMegabytes({ pool }: ScenarioDatabase, ownerId: number): Promise<number> {
  const { rows } = await pool.query<{ bytes: string }>(
    'SELECT coalesce(sum(octet_length(content)), 0) AS bytes FROM upload_chunks WHERE owner_id = $1',
    [ownerId],
  )
  return Math.round(Number(rows[0]?.bytes ?? 0) / 1_000_000)
}

function unexpected(answers: readonly string[], expected: readonly string[]): string[] {
  return answers.filter((answer) => !expected.includes(answer)).map((answer) => `an upload was answered with ${answer}`)
}
