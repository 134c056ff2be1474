import { createPool } from '../../src/db/client.ts'
import { startWorker } from '../../src/jobs/worker.ts'
import { createLog } from '../../src/log.ts'
import { idleTasks } from '../support/tasks.ts'

// A worker in a separate process that never finishes its job, for tests that kill it.
const [databaseUrl = ''] = process.argv.slice(2)
const log = createLog({ logLevel: 'silent', logFormat: 'json' })
// The channel to the test keeps the process alive, as the port of a server would.
process.on('message', () => undefined)
const started = startWorker({
  pool: createPool(databaseUrl, 5, log),
  databaseUrl,
  log,
  config: { workerConcurrency: 1 },
  tasks: {
    ...idleTasks,
    import: (_payload, { signal }) => {
      // Not before: all of its connections are open then.
      void started.then(() => process.send?.('working'))
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  },
})
await started
