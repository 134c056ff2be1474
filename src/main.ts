import { setTimeout as delay } from 'node:timers/promises'
import { startApp } from './app.ts'
import { loadConfig, readEnvironment, startedByNpm } from './config.ts'
import { DomainError } from './errors.ts'
import { createLog, type Log } from './log.ts'

const shutdownTimeout = 10_000
/** How long a start that is under way may still take after a signal, in milliseconds. */
const startGrace = 1_000

let log: Log | undefined
try {
  const config = loadConfig(readEnvironment())
  log = createLog(config)
  const starting = startApp(config, log)
  // A start may wait for a database for long; an embedded Postgres that is left running is found by the next start.
  stopOnSignal(async () => (await Promise.race([starting, delay(startGrace, null)]))?.stop(), log)
  const { url, metricsUrl } = await starting
  log.info(config.role === 'worker' ? `Leadstream worker is ready: ${url}` : `Leadstream is ready: ${url}/graphql`)
  if (config.role !== 'worker') {
    log.info(`The dashboard is at ${url}/. To sign in, open the link that "npm run cli user sign-in EMAIL" prints`)
  }
  if (metricsUrl !== null) log.info(`Metrics are at ${metricsUrl}`)
  if (!config.unipile)
    log.warn('LinkedIn is simulated with invented people. Set UNIPILE_URL and UNIPILE_API_KEY to use the real one')
  if (!config.brightData) log.warn('Company data is simulated. Set BRIGHT_DATA_API_KEY to use real data')
} catch (error) {
  if (!log || error instanceof DomainError) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  } else {
    log.fatal({ err: error }, 'Leadstream could not start')
  }
  process.exit(1)
}

/** Drains on the first signal and ignores later ones, since a terminal and npm may each send one. */
function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    log.info(`${signal}: shutting down`)
    const abandon = setTimeout(() => {
      log.error(`Shutdown did not finish within ${shutdownTimeout / 1_000} seconds`)
      process.exit(1)
    }, shutdownTimeout)
    stop().then(
      () => {
        clearTimeout(abandon)
        log.info('Leadstream has stopped')
        process.exit(0)
      },
      (error: unknown) => {
        log.fatal({ err: error }, 'Leadstream could not stop cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  onOrphaned(() => onSignal('SIGTERM'))
}

/** Detects that npm was killed, which ends the parent shell but sends no signal to this process. */
function onOrphaned(react: () => void): void {
  const parent = process.ppid
  if (!startedByNpm()) return
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    react()
  }, 500)
  watch.unref()
}
