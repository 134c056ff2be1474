import { readFileSync, writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

// `npm run release:schema` writes the API of this version, with which later versions must stay compatible.
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
writeFileSync(new URL('released.graphql', import.meta.url), `# ${version}\n\n${printSchema(schema)}\n`)
