// A process that migrates the database it is given.
import { migrate } from '../../src/db/migrate.ts'

const databaseUrl = process.argv[2]
if (!databaseUrl) throw new Error('The URL is missing.')
await migrate(databaseUrl)
