// Migrates the given database.
import { migrate } from '../../src/db/migrate.ts'

const databaseUrl = process.argv[2]
if (!databaseUrl) throw new Error('Pass the database URL as the first argument.')
await migrate(databaseUrl)
