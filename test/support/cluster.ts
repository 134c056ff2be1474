import type { TestProject } from 'vitest/node'
import { openTestCluster } from '../../torture/harness/test-cluster.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The URL of the template database on each node of the run's Postgres, which is one but with Citus. */
    nodes: readonly string[]
  }
}

/** Opens one cluster per run, which all projects share, with a migrated database that every test file clones. */
export default async function setup({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> {
  const root = vitest.getRootProject()
  if (Object.hasOwn(root.getProvidedContext(), 'nodes')) return undefined
  const { nodes, stop } = await openTestCluster(1_000)
  root.provide('nodes', nodes)
  return stop
}
