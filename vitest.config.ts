import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { BrowserFirst } from './test/support/browser-first.ts'
import { RetriedTests } from './test/support/retried-tests.ts'

const cluster = 'test/support/cluster.ts'
const sources = 'test/support/built-sources.ts'
const dashboard = 'test/support/dashboard.ts'

/** Needs the built program or a browser for longer than `npm test` may take; `npm run test:all` runs them. */
const slow = ['test/**/*.slow.test.ts', 'test/**/*.size.test.ts']

const behaviour = 'test/**/*.behaviour.test.ts'
const withPostgres = {
  globalSetup: [cluster, sources],
  setupFiles: 'test/support/after-file.ts',
  testTimeout: 180_000,
  hookTimeout: 180_000,
}

function project(test: NonNullable<TestProjectInlineConfiguration['test']>): TestProjectInlineConfiguration {
  return { extends: true, test }
}

export default defineConfig(({ mode }) => ({
  // Vite resolves the ES module build of graphql and Node, for packages, the CommonJS one; graphql must be loaded only once.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    maxWorkers: 3,
    // Young objects are collected less often, which takes a tenth of the time.
    execArgv: ['--max-semi-space-size=64'],
    sequence: { sequencer: BrowserFirst },
    // Files share the modules of their worker, which takes a third of the time.
    isolate: false,
    // Transformed modules are kept for the other projects and for the next run.
    experimental: { fsModuleCache: true },
    // Generous, here and below: a slow machine is not a failure.
    expect: { poll: { interval: 10, timeout: 120_000 } },
    teardownTimeout: 60_000,
    // On shared machines a test that fails by chance holds nobody up, and is reported as “retry x1”.
    retry: process.env['CI'] ? 1 : 0,
    reporters: ['default', new RetriedTests()],
    // `--mode all` checks properties with all their cases.
    env: mode === 'all' ? { FC_RUNS: '10000', FRESHNESS_RUNS: process.env['FRESHNESS_RUNS'] ?? '300' } : {},
    projects: [
      project({ name: 'check', include: ['test/check/**/*.test.ts'], testTimeout: 300_000 }),
      project({
        name: 'unit',
        include: ['test/**/*.test.ts'],
        exclude: ['test/check/**', behaviour, ...slow],
        setupFiles: 'test/support/after-file.ts',
        testTimeout: 180_000,
      }),
      project({ name: 'behaviour', ...withPostgres, include: [behaviour], exclude: ['test/dashboard/**'] }),
      project({
        name: 'browser',
        ...withPostgres,
        globalSetup: [cluster, dashboard],
        include: ['test/dashboard/**/*.behaviour.test.ts'],
      }),
      project({
        name: 'slow',
        ...withPostgres,
        globalSetup: [cluster, sources, dashboard],
        include: ['test/**/*.slow.test.ts'],
        testTimeout: 900_000,
      }),
      // Measures memory, so it runs alone.
      project({
        name: 'size',
        ...withPostgres,
        include: ['test/**/*.size.test.ts'],
        testTimeout: 900_000,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
}))
