import { gzipSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/** Says how much JavaScript the first load takes, gzipped: the entry and the largest page. Fails the build beyond `maxBytes`. */
export function firstLoad({ maxBytes }: { maxBytes: number }): Plugin {
  return {
    name: 'first-load',
    apply: 'build',
    generateBundle(_options, bundle) {
      const sizes = new Map<string, number>()
      const chunks = Object.values(bundle).filter((item) => item.type === 'chunk')
      for (const { fileName, code } of chunks) sizes.set(fileName, gzipSync(code).length)
      const start = chunks.find(({ isEntry }) => isEntry)
      const entry = withImports(bundle, start?.fileName)
      const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0)
      // What a page itself loads later comes when the page is of use already.
      const pages = chunks
        .filter(({ fileName }) => start?.dynamicImports.includes(fileName))
        .map(({ name, fileName }) => {
          const more = [...withImports(bundle, fileName)].filter((one) => !entry.has(one))
          return { name, bytes: sum(more) }
        })
        .toSorted((a, b) => b.bytes - a.bytes)
      const total = sum(entry) + (pages[0]?.bytes ?? 0)
      const lines = [
        `dashboard: ${kilobytes(total)} kB of JavaScript at first load, gzipped (${kilobytes(maxBytes)} allowed)`,
        `  ${kilobytes(sum(entry))} kB in each page`,
        ...pages.map(({ name, bytes }) => `  ${kilobytes(bytes)} kB in ${name}`),
      ]
      process.stdout.write(`${lines.join('\n')}\n`)
      if (total > maxBytes) this.error('The first load of the dashboard is too large: load parts of it later.')
    },
  }
}

/** A chunk and all that it imports before it runs. */
function withImports(bundle: Rolldown.OutputBundle, fileName: string | undefined, seen = new Set<string>()) {
  const chunk = bundle[fileName ?? '']
  if (chunk?.type !== 'chunk' || seen.has(chunk.fileName)) return seen
  seen.add(chunk.fileName)
  for (const imported of chunk.imports) withImports(bundle, imported, seen)
  return seen
}

function kilobytes(bytes: number): string {
  return (bytes / 1_000).toFixed(1)
}
