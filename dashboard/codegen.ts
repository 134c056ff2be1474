// Writes src/gql/: a type for each `graphql(…)` operation in the sources, and operations.json for `TRUSTED_DOCUMENTS=only`.
import { mkdir, writeFile } from 'node:fs/promises'
import { generate } from '@graphql-codegen/cli'
import { type DocumentNode, Kind, print } from 'graphql'
import { operationTypes } from '../packages/client/operation-types.ts'

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
        config: { ...operationTypes, nonOptionalTypename: true },
      },
    },
  },
  true,
)
await mkdir(output, { recursive: true })
await writeFile(
  `${output}operations.json`,
  operationsOf(await import(new URL('src/gql/graphql.ts', import.meta.url).href)),
)

/** Returns the operations of the generated module as JSON, by name. */
function operationsOf(generated: Record<string, unknown>): string {
  const operations = Object.entries(generated).filter((entry): entry is [string, DocumentNode] => isOperation(entry[1]))
  return JSON.stringify(Object.fromEntries(operations.map(([name, document]) => [name, print(document)])), null, 2)
}

function isOperation(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('definitions' in value)) return false
  const { definitions } = value as DocumentNode
  return definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION)
}
