import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** An import of a file of src or of a package. */
export interface Import {
  from: string
  to: string
  /** Whether it exists at run time. */
  isValue: boolean
}

const asking = /(?<![.\w])(?:fetch\b\s*\(|new\s+(?:WebSocket|EventSource)\b)/
const networks = /^(?:node:)?(?:https?|http2|net|tls|dgram|dns(?:\/promises)?)$|^undici$/

const statement = /^\s*(SELECT\s|INSERT INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s|WITH\s+\w+\s+AS\s*\()/m

/** Returns the imports of a file; the environment, SQL text, the queue's private tables and other servers count as imports too. */
export function importsOf(file: string, code: string): Import[] {
  const { module, program } = parseSync(file, code)
  const from = relative(src, join(src, file))
  const resolve = (specifier: string) =>
    specifier.startsWith('.') ? relative(src, join(src, dirname(file), specifier)) : specifier
  const named = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      to: resolve(moduleRequest.value),
      isValue: entries.length === 0 || entries.some(({ isType }) => !isType),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest ? [{ to: resolve(moduleRequest.value), isValue: !isType }] : [],
      ),
    ),
  ]
  const texts: string[] = []
  JSON.stringify(program, (key, value) => {
    if ((key === 'cooked' || key === 'value') && typeof value === 'string') texts.push(value)
    return typeof value === 'bigint' ? null : value
  })
  const asks = module.staticImports.some(
    ({ moduleRequest, entries }) =>
      networks.test(moduleRequest.value) &&
      entries.some(({ isType, importName }) => !isType && importName.name !== 'createServer'),
  )
  const outside = [
    { to: 'the network', isUsed: asks || asking.test(code) },
    { to: 'process.env', isUsed: /process\.env\b/.test(code) },
    { to: 'SQL', isUsed: texts.some((text) => statement.test(text)) },
    { to: '_private_ tables', isUsed: code.includes('graphile_worker._private_') },
  ]
  return [
    ...named.map((edge) => ({ from, ...edge })),
    ...outside.filter(({ isUsed }) => isUsed).map(({ to }) => ({ from, to, isValue: true })),
  ]
}

/** All files of src except generated ones, as paths in src. */
export const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('db/generated/'))

/** Returns the text of a file of src. */
export function readSource(file: string): string {
  return readFileSync(join(src, file), 'utf8')
}
