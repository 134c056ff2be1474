import type { TestProject } from 'vitest/node'
import { buildSources } from '../../torture/harness/server-process.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the sources as JavaScript, built for this run. */
    builtSources: string
  }
}

/** Builds the sources once a run: processes that a test starts are up in half the time. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, remove } = await buildSources()
  project.provide('builtSources', folder)
  return remove
}
