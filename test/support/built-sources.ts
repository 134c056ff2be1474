import type { TestProject } from 'vitest/node'
import { buildSources } from '../../torture/harness/server-process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the compiled sources. */
    builtSources: string
  }
}

/** Compiles the sources once per run, which halves the start time of the processes that tests start. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, remove } = await buildSources()
  project.provide('builtSources', folder)
  return remove
}
