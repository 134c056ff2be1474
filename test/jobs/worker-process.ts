import { createPool } from '../../src/db/client.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { createLog } from '../../src/log.ts'
import { idleTasks } from '../support/tasks.ts'

// A worker of a process of its own that never gets its job done: for the tests that kill it.
const [databaseUrl = ''] = process.argv.slice(2)
const log = createLog({ logLevel: 'debug', logFormat: 'json' })
await startWorker({
  pool: createPool(databaseUrl, 5, log),
  databaseUrl,
  log,
  config: { workerConcurrency: 1 },
  tasks: {
    ...idleTasks,
    import: () => {
      process.send?.('working')
      return new Promise(() => {})
    },
  },
})
