import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { isBuilt } from './is-built.ts'

const sources = ['dashboard', 'packages/client/src', 'schema.graphql', 'package-lock.json']

/** Builds the dashboard unless the build is newer than its sources. */
export default async function setup(): Promise<void> {
  if (await isBuilt('dist/dashboard/index.html', sources)) return
  await promisify(execFile)('npm', ['run', '-s', 'build:dashboard'])
}
