import { readFile } from 'node:fs/promises'
import type { Plugin } from 'vite'

/** Adds the operations of the dashboard to the build, from which a server with `TRUSTED_DOCUMENTS=only` reads them. */
export function operationsFile(): Plugin {
  return {
    name: 'operations-file',
    apply: 'build',
    async generateBundle() {
      const source = await readFile(new URL('src/gql/operations.json', import.meta.url), 'utf8')
      this.emitFile({ type: 'asset', fileName: 'operations.json', source })
    },
  }
}
