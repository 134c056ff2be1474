import { gzipSync } from 'node:zlib'
import type { Plugin, Rolldown } from 'vite'

/** Reports the gzipped size of the JavaScript in the first load (the entry and the largest page); fails the build if it exceeds `maxBytes`. */
export function bundleBudget({ maxBytes }: { maxBytes: number }): Plugin {
  return {
    name: 'bundle-budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const sizes = new Map<string, number>()
      const chunks = Object.values(bundle).filter((item) => item.type === 'chunk')
      for (const { fileName, code } of chunks) sizes.set(fileName, gzipSync(code).length)
      const start = chunks.find(({ isEntry }) => isEntry)
      const entry = withImports(bundle, start?.fileName)
      const sum = (names: Iterable<string>) => [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0)
      // Chunks that a page loads later don't count: the page is usable without them.
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
        `  ${kilobytes(sum(entry))} kB on every page`,
        ...pages.map(({ name, bytes }) => `  ${kilobytes(bytes)} kB in ${name}`),
      ]
      process.stdout.write(`${lines.join('\n')}\n`)
      if (total > maxBytes) this.error('The first load of the dashboard exceeds its budget: load parts of it lazily.')
    },
  }
}

/** Returns a chunk and everything that it imports statically. */
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
