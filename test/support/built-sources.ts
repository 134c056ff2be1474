import type { TestProject } from 'vitest/node'
import { buildSources } from '../../torture/harness/server-process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the compiled sources. */
    builtSources: string
  }
}

/** Compiles the sources once per run, which halves the start time of the processes that tests start. */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = vitest.getRootProject()
  if (Object.hasOwn(root.getProvidedContext(), 'builtSources')) return undefined
  const { folder, remove } = await buildSources()
  root.provide('builtSources', folder)
  return remove
}
