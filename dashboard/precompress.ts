import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const isText = /\.(js|css|html|svg)$/

/** Writes a Brotli and a gzip copy of each text file of the build, so that the server never compresses during a request. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '' }, bundle) {
      await Promise.all(
        Object.keys(bundle)
          .filter((name) => isText.test(name))
          .map(async (name) => {
            const file = join(dir, name)
            const content = await readFile(file)
            await Promise.all([
              promisify(brotliCompress)(content).then((bytes) => writeFile(`${file}.br`, bytes)),
              promisify(gzip)(content, { level: 9 }).then((bytes) => writeFile(`${file}.gz`, bytes)),
            ])
          }),
      )
    },
  }
}
