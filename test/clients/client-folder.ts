import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** The packages that the programs of the documentation import, apart from the client. */
const packages = [
  '@apollo/client',
  '@graphql-codegen/client-preset',
  '@graphql-typed-document-node/core',
  '@types/node',
  '@types/ws',
  '@urql/core',
  '@urql/exchange-graphcache',
  'apollo-upload-client',
  'gql.tada',
  'graphql',
  'graphql-request',
  'graphql-sse',
  'graphql-ws',
  'relay-runtime',
  'rxjs',
  'ws',
]

const compilerOptions = {
  target: 'es2023',
  lib: ['es2023', 'dom', 'dom.asynciterable'],
  module: 'nodenext',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
}

/** Programs whose generated code imports files without an extension. */
const bundled = ['relay*.ts', '__generated__', 'tada.ts', 'genql.ts', 'genql']

/** A folder outside the repository, in which the packed client is installed. */
export interface ClientFolder {
  readonly path: string
  write(name: string, content: string): void
  /** Runs a program of the folder; returns the lines that it prints. Throws with its output if it fails. */
  run(command: readonly [string, ...string[]], env?: NodeJS.ProcessEnv): Promise<string[]>
}

/** Packs the client and installs it in a new folder. */
export async function createClientFolder(): Promise<ClientFolder> {
  const path = mkdtempSync(join(tmpdir(), 'client-'))
  const { stdout } = await execute('npm', ['pack', '--json', '--pack-destination', path], { cwd: 'packages/client' })
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('[')))
  await execute('tar', ['-xzf', filename], { cwd: path })
  const modules = join(path, 'node_modules')
  cpSync(join(path, 'package'), join(modules, '@leadstream/client'), { recursive: true })
  for (const name of packages) {
    mkdirSync(dirname(join(modules, name)), { recursive: true })
    symlinkSync(resolve('node_modules', name), join(modules, name))
  }
  symlinkSync(resolve('node_modules/.bin'), join(modules, '.bin'))
  const write = (name: string, content: string) => writeFileSync(join(path, name), content)
  write('package.json', JSON.stringify({ type: 'module' }))
  write('tsconfig.json', JSON.stringify({ compilerOptions, exclude: bundled }))
  const bundler = { module: 'esnext', moduleResolution: 'bundler', noEmit: true }
  write('tsconfig.bundled.json', JSON.stringify({ compilerOptions: { ...compilerOptions, ...bundler } }))
  return {
    path,
    write,
    async run([command, ...args], env = {}) {
      const options = { cwd: path, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env } }
      const ended = await execute(command, args, options).catch((error) => {
        throw new Error(`${command} ${args.join(' ')} failed: ${error.stdout}${error.stderr}`)
      })
      return ended.stdout.trimEnd().split('\n')
    },
  }
}

/** The TypeScript compiler, as a command. */
export const compiler = [process.execPath, resolve('node_modules/typescript/bin/tsc')] as const

/** Returns the code blocks of docs/clients.md and docs/generated-clients.md that have a file name, by it. */
export function documentedFiles(): Map<string, string> {
  const text = ['docs/clients.md', 'docs/generated-clients.md'].map((path) => readFileSync(path, 'utf8')).join('\n')
  const blocks = text.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)
  return new Map([...blocks].map(([, name = '', content = '']) => [name, content]))
}
