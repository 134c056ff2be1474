import { defineConfig } from 'vitest/config'

const withPostgres = {
  globalSetup: 'test/support/cluster.ts',
  setupFiles: 'test/support/log-watch.ts',
  // What never comes is noticed all the same; what comes late on a busy machine is not a fault.
  testTimeout: 90_000,
  hookTimeout: 90_000,
}

export default defineConfig({
  // Vite would take the ES module build and Node, for the packages, the other one; graphql works only if there is one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    maxWorkers: 3,
    projects: [
      { extends: true, test: { name: 'check', include: ['test/check/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          ...withPostgres,
          name: 'main',
          globalSetup: ['test/support/cluster.ts', 'test/support/built-sources.ts'],
          include: ['test/**/*.test.ts'],
          exclude: ['test/check/**', 'test/dashboard/**', 'test/**/size.*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...withPostgres,
          name: 'dashboard',
          globalSetup: ['test/support/cluster.ts', 'test/support/dashboard.ts'],
          include: ['test/dashboard/**/*.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...withPostgres,
          name: 'size',
          include: ['test/**/size.*.test.ts'],
          // What measures memory runs when nothing else does.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
