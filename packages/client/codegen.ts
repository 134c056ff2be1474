// Writes src/gql/ from schema.graphql and docs/operations/, and dist/schema.json, the introspection result without descriptions.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { generate } from '@graphql-codegen/cli'
import { buildSchema, introspectionFromSchema, stripIgnoredCharacters } from 'graphql'
import { cacheShape } from './cache-shape.ts'
import { operationTypes } from './operation-types.ts'

const root = new URL('../../', import.meta.url).pathname
const output = 'packages/client/src/gql/'
const types = `${output}graphql.ts`

process.chdir(root)
await generate(
  {
    schema: 'schema.graphql',
    documents: 'docs/operations/*.graphql',
    importExtension: '.ts',
    noSilentErrors: true,
    silent: true,
    errorsOnly: true,
    generates: {
      [output]: {
        preset: 'client',
        presetConfig: { fragmentMasking: false },
        // Documents are text, which is a tenth of the size of a parsed document.
        config: {
          ...operationTypes,
          skipTypename: true,
          documentMode: 'string',
          avoidOptionals: { ...operationTypes.avoidOptionals, object: false },
        },
      },
    },
  },
  true,
)
const schema = buildSchema(await readFile('schema.graphql', 'utf8'))
const generated = await readFile(types, 'utf8')
await writeFile(
  types,
  generated.replace(/(?<=TypedDocumentString\()`([^`]*)`/g, (_, text) => JSON.stringify(stripIgnoredCharacters(text))),
)
await writeFile(`${output}shape.ts`, cacheShape(schema))
await mkdir('packages/client/dist', { recursive: true })
await writeFile(
  'packages/client/dist/schema.json',
  JSON.stringify(introspectionFromSchema(schema, { descriptions: false })),
)
