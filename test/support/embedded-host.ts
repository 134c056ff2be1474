// Runs the embedded Postgres in the given folder until its standard input ends.
import { once } from 'node:events'
import { startEmbedded } from '../../src/db/embedded-postgres/embedded.ts'
import { createLog } from '../../src/log.ts'

const dataDir = process.argv[2]
if (!dataDir) throw new Error('Pass the data folder as the first argument.')
const { url, stop } = await startEmbedded({ dataDir, log: createLog({ logLevel: 'silent', logFormat: 'json' }) })
process.stdout.write(`${url}\n`)
process.stdin.resume()
await once(process.stdin, 'end')
await stop()
