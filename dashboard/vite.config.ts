import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { firstLoad } from './bundle-budget.ts'
import { packed } from './precompress.ts'

const server = 'http://127.0.0.1:4000'

export default defineConfig(({ command }) => {
  // Else React's own checks are in what users load, where a test or a developer's shell says so.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    root: import.meta.dirname,
    plugins: [react(), packed(), firstLoad({ maxBytes: 250_000 })],
    build: {
      outDir: '../dist/dashboard',
      emptyOutDir: true,
      target: 'es2022',
      // A file of its own is cached for good, and the policy of the page allows no script in the page itself.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
    },
    logLevel: 'warn',
    server: {
      proxy: { '/graphql': { target: server, ws: true }, '/uploads': server, '/runs': server },
    },
  }
})
