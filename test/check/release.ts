import { readFileSync, writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { schema } from '../../src/graphql/schema.ts'
import { catalog } from '../../src/jobs/catalog.ts'
import { jobVersion } from '../../src/jobs/envelope.ts'
import { describeJobs } from './job-changes.ts'

// `npm run release:schema` writes the API and the jobs of this version, with which later versions must stay compatible.
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
writeFileSync(new URL('released.graphql', import.meta.url), `# ${version}\n\n${printSchema(schema)}\n`)
writeFileSync(
  new URL('released-jobs.json', import.meta.url),
  `${JSON.stringify(describeJobs(jobVersion, catalog), null, 2)}\n`,
)
