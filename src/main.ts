import { startApp } from './app.ts'
import { loadConfig, readEnvironment, startedByNpm } from './config.ts'
import { DomainError } from './errors.ts'
import { createLog, type Log } from './log.ts'

const drainWithin = 10_000

let log: Log | undefined
try {
  const config = loadConfig(readEnvironment())
  log = createLog(config)
  const starting = startApp(config, log)
  stopOnSignal(async () => (await starting).stop(), log)
  const { url } = await starting
  log.info(config.role === 'worker' ? `Leadstream is ready to work: ${url}` : `Leadstream is ready: ${url}/graphql`)
  if (!config.unipile)
    log.warn('LinkedIn is a sandbox of invented people: set UNIPILE_URL and UNIPILE_API_KEY for the real one')
  if (!config.brightData) log.warn('Lists are enriched with invented data: set BRIGHT_DATA_API_KEY for real data')
} catch (error) {
  if (!log || error instanceof DomainError) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  } else {
    log.fatal({ err: error }, 'Leadstream could not start')
  }
  process.exit(1)
}

/** The first signal drains, those after it change nothing: a terminal and npm may each send one. */
function stopOnSignal(stop: () => Promise<void>, log: Log): void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    log.info(`${signal}: finishing what is under way`)
    const abandon = setTimeout(() => {
      log.error(`Not everything ended within ${drainWithin / 1_000} seconds`)
      process.exit(1)
    }, drainWithin)
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

/** An npm that is killed takes the shell along in which it started us, but passes nothing on: its end is the signal. */
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
