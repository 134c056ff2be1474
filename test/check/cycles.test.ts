import { describe, expect, it } from 'vitest'
import { files, type Import, importsOf, readSource } from './imports.ts'

type Edge = Pick<Import, 'from' | 'to'>

/** Returns the path of one cycle, such as `a → b → a`, or null if there is none. */
function findCycle(edges: readonly Edge[]): string | null {
  const targets = new Map<string, string[]>()
  for (const { from, to } of edges) targets.set(from, [...(targets.get(from) ?? []), to])
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): string | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node].join(' → ')
    if (done.has(node)) return null
    for (const to of targets.get(node) ?? []) {
      const cycle = visit(to, [...path, node])
      if (cycle !== null) return cycle
    }
    done.add(node)
    return null
  }
  for (const node of targets.keys()) {
    const cycle = visit(node, [])
    if (cycle !== null) return cycle
  }
  return null
}

/** Replaces the files of each edge with their names from `nameOf`; omits edges without a name or to the same name. */
function between(edges: readonly Edge[], nameOf: (file: string) => string | null): Edge[] {
  return edges.flatMap((edge) => {
    const [from, to] = [nameOf(edge.from), nameOf(edge.to)]
    return from === null || to === null || from === to ? [] : [{ from, to }]
  })
}

const imports = files.flatMap((file) => importsOf(file, readSource(file))).filter(({ to }) => to.endsWith('.ts'))
const isSchema = (file: string) => /(^|[/.])schema\.ts$/.test(file)

describe('import cycles', () => {
  it('no file of src imports itself through others, not even for a type', () => {
    expect(findCycle(imports)).toBeNull()
  })

  it('no top-level folder of src imports itself at run time through others, except schemas', () => {
    const values = imports.filter(({ from, to, isValue }) => isValue && !isSchema(from) && !isSchema(to))
    expect(findCycle(between(values, (file) => file.split('/')[0] ?? null))).toBeNull()
  })

  it.each(['server', 'db', 'providers'])('no folder of src/%s imports itself through others', (parent) => {
    const folderOf = (file: string) => new RegExp(`^${parent}/([^/]+)/`).exec(file)?.[1] ?? null
    expect(findCycle(between(imports, folderOf))).toBeNull()
  })

  it('the path of a cycle is reported', () => {
    const edges = [
      ['a.ts', "import { b } from './b.ts'"],
      ['b.ts', "import type { C } from './c.ts'"],
      ['c.ts', "export { a } from './a.ts'"],
    ].flatMap(([file = '', code = '']) => importsOf(file, code))
    expect(findCycle(edges)).toBe('a.ts → b.ts → c.ts → a.ts')
  })
})
