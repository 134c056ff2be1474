import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { type Config, ConfigError, loadConfig, readEnvironment } from '../../config.ts'
import { createPool } from '../../db/client.ts'
import { openDatabase } from '../../db/open-database.ts'
import { type CommonOptions, quietLog } from '../run.ts'
import { checkDatabase } from './check-database.ts'
import { checkPooler } from './check-pooler.ts'
import { checkAddress, checkDisk, checkVersions } from './check-process.ts'
import { checkProviders } from './check-providers.ts'
import { checkRedis } from './check-redis.ts'
import { type Finding, messageOf, ok, problem } from './finding.ts'

/** `doctor`. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('Check this deployment and say what is wrong; changes nothing, and exits with 1 if there is an error')
    .option('--json', 'print the result as JSON')
    .action(async ({ json }: CommonOptions) => {
      const findings = await examine()
      const isWell = findings.every(({ status }) => status !== 'error')
      const text = findings.map(lineOf).join('\n')
      process.stdout.write(`${json ? JSON.stringify({ ok: isWell, findings }) : text}\n`)
      if (!isWell) process.exitCode = 1
    })
}

async function examine(): Promise<Finding[]> {
  const versions = checkVersions()
  let config: Config
  try {
    config = loadConfig(readEnvironment())
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [...versions, problem('config', error.message, `Correct ${error.variable}.`)]
  }
  const [database, redis, address, providers] = await Promise.all([
    examineDatabase(config),
    checkRedis(config),
    checkAddress(config),
    checkProviders(config),
  ])
  return [
    ...versions,
    ok('config', 'The environment variables are valid.'),
    ...database,
    ...redis,
    ...address,
    ...providers,
  ]
}

async function examineDatabase(config: Config): Promise<Finding[]> {
  if (config.databaseUrl === null && !existsSync(join(config.dataDir, 'postgres'))) {
    return [ok('database', `An embedded Postgres will be created in ${config.dataDir}.`)]
  }
  const log = quietLog(config)
  try {
    const database = await openDatabase(config, log)
    const pool = createPool(database.directUrl, 2, log)
    const clients = createPool(database.url, 1, log)
    try {
      const pooler = await checkPooler(clients, pool, config)
      return [...pooler, ...(await checkDatabase(pool, config)), ...(await checkDisk(config))]
    } finally {
      await Promise.all([pool.end(), clients.end()])
      await database.stop()
    }
  } catch (error) {
    const action =
      config.databaseUrl === null
        ? 'See the log in DATA_DIR/postgres/log.'
        : 'Check DATABASE_URL, and that Postgres runs and accepts connections.'
    return [problem('database', `The database can't be used: ${messageOf(error)}.`, action)]
  }
}

const signs = { ok: 'ok     ', warning: 'warning', error: 'ERROR  ' } as const

function lineOf({ check, status, message, action }: Finding): string {
  const line = `${signs[status]}  ${check.padEnd(14)}  ${message}`
  return action === null ? line : `${line}\n${' '.repeat(25)}${action}`
}
