import { readFileSync, writeFileSync } from 'node:fs'
import { printSchema } from 'graphql'
import { schema } from '../../src/graphql/schema.ts'

// What `npm run release:schema` writes: the API as this version promises it, which later ones are held against.
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
writeFileSync(new URL('released.graphql', import.meta.url), `# ${version}\n\n${printSchema(schema)}\n`)
