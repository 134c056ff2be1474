import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { bundleBudget } from './bundle-budget.ts'
import { inlineDocuments } from './inline-documents.ts'
import { operationsFile } from './operations-file.ts'
import { precompress } from './precompress.ts'

const server = 'http://127.0.0.1:4000'

export default defineConfig(({ command }) => {
  // Otherwise a NODE_ENV of the shell or a test runner would put React's development checks into the build.
  if (command === 'build') process.env['NODE_ENV'] = 'production'
  return {
    root: import.meta.dirname,
    plugins: [inlineDocuments(), react(), operationsFile(), precompress(), bundleBudget({ maxBytes: 250_000 })],
    build: {
      outDir: '../dist/dashboard',
      emptyOutDir: true,
      target: 'es2022',
      // Separate files are cached indefinitely, and the page's content security policy forbids inline scripts.
      assetsInlineLimit: 0,
      // Vite never loads the style sheet of a chunk again once that has failed.
      cssCodeSplit: false,
      reportCompressedSize: false,
    },
    logLevel: 'warn',
    server: {
      proxy: { '/graphql': { target: server, ws: true }, '/session': server, '/uploads': server, '/runs': server },
    },
  }
})
