import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Vite would take the ES module build and Node, for the packages, the other one; graphql works only if there is one.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'check', include: ['test/check/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'main',
          include: ['test/**/*.test.ts'],
          exclude: ['test/check/**'],
          globalSetup: 'test/support/cluster.ts',
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
    ],
  },
})
