import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'

const schemaFile = fileURLToPath(new URL('schema.prisma', import.meta.url))

const offline = { provider: 'postgres', adapterName: 'offline' } as const

// The engine only asks for the server's version on opening; comparing two files sends no further query.
const connection: SqlDriverAdapter = {
  ...offline,
  getConnectionInfo: () => ({ schemaName: 'public', supportsRelationJoins: true }),
  queryRaw: async () => ({ columnNames: ['version'], columnTypes: [ColumnTypeEnum.Text], rows: [['PostgreSQL 18.0']] }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  startTransaction: async () => {
    throw new Error('A comparison of schema files starts no transaction.')
  },
  dispose: async () => {},
}

/** Returns the SQL that migrates from one Prisma schema (default: an empty database) to another (default: schema.prisma); needs neither a database nor a native engine. */
export async function diffSchemas(from?: string, to = readFileSync(schemaFile, 'utf8')): Promise<string> {
  await loadEngine()
  const target = (content: string) => ({ tag: 'schemaDatamodel' as const, files: [{ path: 'schema.prisma', content }] })
  const differ = await engine.SchemaEngine.new(
    { datamodels: [['schema.prisma', to]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory({
      ...offline,
      connect: async () => connection,
      connectToShadowDb: async () => connection,
    }),
  )
  const result = await differ.diff({
    from: from === undefined ? { tag: 'empty' } : target(from),
    to: target(to),
    script: true,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  })
  return result.stdout ?? ''
}

/** Loads the engine by hand: the package's entry point imports the .wasm as a module, which Node 20 and 22 do not support. */
async function loadEngine(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm')
  const binary = readFileSync(join(dirname(entry), 'schema_engine_bg.wasm'))
  // The types of this global come from dependencies of the server, because Node's own lack it.
  const { instance } = await WebAssembly.instantiate(binary, { './schema_engine_bg.js': { ...engine } })
  engine.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const from = process.argv[2]
  process.stdout.write(await diffSchemas(from === undefined ? undefined : readFileSync(from, 'utf8')))
}
