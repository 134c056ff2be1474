// Writes src/gql/: a type for each `graphql(…)` operation in the sources, and the parts of the schema that the cache needs.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { generate } from '@graphql-codegen/cli'
import { buildSchema, type GraphQLSchema, isAbstractType, isObjectType } from 'graphql'

const root = new URL('../', import.meta.url).pathname
const output = 'dashboard/src/gql/'

process.chdir(root)
await generate(
  {
    schema: 'schema.graphql',
    documents: ['dashboard/src/**/*.{ts,tsx}', `!${output}**`],
    importExtension: '.ts',
    noSilentErrors: true,
    silent: true,
    errorsOnly: true,
    generates: {
      [output]: {
        preset: 'client',
        presetConfig: { fragmentMasking: false },
        config: {
          useTypeImports: true,
          enumsAsTypes: true,
          nonOptionalTypename: true,
          onlyOperationTypes: true,
          avoidOptionals: { field: true, object: true, inputValue: false, defaultValue: false },
          strictScalars: true,
          scalars: { DateTime: 'string', JSON: 'Record<string, string>', SafeInt: 'number', File: 'File' },
        },
      },
    },
  },
  true,
)
await mkdir(output, { recursive: true })
await writeFile(`${output}shape.ts`, shapeOf(buildSchema(await readFile('schema.graphql', 'utf8'))))

/** Returns the source of `shape.ts`: the members of each abstract type, and the types without an id. */
function shapeOf(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter((type) => !type.name.startsWith('__'))
  const possibleTypes = Object.fromEntries(
    types.filter(isAbstractType).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  )
  const keyless = types
    .filter(isObjectType)
    .filter((type) => !roots.includes(type) && !('id' in type.getFields()))
    .map(({ name }) => name)
  return `export const possibleTypes: Record<string, string[]> = ${JSON.stringify(possibleTypes, null, 2)}

export const keyless: readonly string[] = ${JSON.stringify(keyless, null, 2)}
`
}
