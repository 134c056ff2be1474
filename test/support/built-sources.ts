import { resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildSources } from '../../torture/harness/server-process.ts'
import { isBuilt } from './is-built.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the compiled sources. */
    builtSources: string
  }
}

const sources = ['src', 'bundle.ts', 'tsconfig.json', 'tsconfig.build.json', 'package.json', 'package-lock.json']

/**
 * Compiles the sources once per run, unless `npm run build` did since they changed. Compiled, the processes that tests start need
 * half the time to start.
 */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = vitest.getRootProject()
  if (Object.hasOwn(root.getProvidedContext(), 'builtSources')) return undefined
  if (await isBuilt('dist/main.js', sources)) {
    root.provide('builtSources', resolve('dist'))
    return undefined
  }
  const { folder, remove } = await buildSources()
  root.provide('builtSources', folder)
  return remove
}
