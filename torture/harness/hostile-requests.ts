/** A request that costs its sender little. */
interface Hostile {
  query: string
  variables?: unknown
  extensions?: unknown
  operationName?: string
}

const block = 'mutation ($input: BlockCompaniesInput!) { blockCompanies(input: $input) { __typename } }'
const pages = 'query ($first: Int) { lists(first: $first) { totalCount } }'
const input = (entry: unknown) => ({ input: { entries: [entry] } })
const wide = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`u${i}`, 1]))
const nested = (levels: number, open: string, close: string) => open.repeat(levels) + close.repeat(levels)
/** Written into the body later, because JSON.stringify can't go that deep. */
const deep = (levels: number) => `${levels} levels`
const list = (count: number, write: (index: number) => string, separator = ' ') =>
  Array.from({ length: count }, (_, i) => write(i)).join(separator)

/** Ways to fill a request, wide, deep, long or with many parts, each with the number of its parts. */
const shapes: Readonly<Record<string, (count: number) => Hostile>> = {
  'an object of unknown fields': (n) => ({ query: block, variables: input(wide(n)) }),
  'unknown fields of long names': (n) => ({ query: block, variables: input({ ['u'.repeat(n)]: 1 }) }),
  'objects in an array': (n) => ({ query: block, variables: { input: { entries: Array(n).fill({}) } } }),
  'an array for a number': (n) => ({ query: pages, variables: { first: Array(n).fill('1') } }),
  'a long text for a number': (n) => ({ query: pages, variables: { first: 'x'.repeat(n) } }),
  'a deep value': (n) => ({ query: pages, variables: { first: deep(n) } }),
  'variables that nothing uses': (n) => ({ query: pages, variables: wide(n) }),
  'variables that are declared': (n) => ({
    query: `query (${list(n, (i) => `$u${i}: Int`)}) { viewer { id } }`,
    variables: wide(n),
  }),
  'variables that are not declared': (n) => ({ query: `{ list(id: [${list(n, (i) => `$u${i}`)}]) { id } }` }),
  'extensions of many fields': (n) => ({ query: '{ __typename }', extensions: wide(n) }),
  'deep extensions': (n) => ({ query: '{ __typename }', extensions: deep(n) }),
  'a long name of an operation': (n) => ({ query: '{ __typename }', operationName: 'x'.repeat(n) }),
  'unknown fields in a document': (n) => ({ query: `{ ${list(n, (i) => `u${i}`)} }` }),
  'the same field': (n) => ({ query: `{ viewer { ${'id '.repeat(n)} } }` }),
  'one argument of different values': (n) => ({
    query: `{ ${list(n, (i) => `lists(first: ${i}) { totalCount }`, '\n'.repeat(50))} }`,
  }),
  'an input used by every field': (n) => ({
    query: `mutation ($input: BlockCompaniesInput!) { ${'blockCompanies(input: $input) { __typename } '.repeat(Math.min(n, 200))} }`,
    variables: { input: { entries: Array(Math.min(n, 3_000)).fill({ name: 'x' }) } },
  }),
  'a literal of unknown fields': (n) => ({
    query: `mutation { blockCompanies(input: { entries: [{ ${list(n, (i) => `u${i}: 1`)} }] }) { __typename } }`,
  }),
  'a long literal for a number': (n) => ({ query: `{ lists(first: "${'x'.repeat(n)}") { totalCount } }` }),
  'a deep literal': (n) => ({ query: `{ lists(first: ${nested(n, '[', ']')}) { totalCount } }` }),
  'a deep selection': (n) => ({ query: `{ ${'viewer { '.repeat(n)} id ${'}'.repeat(n)} }` }),
  'a literal that repeats a suggestion': (n) => ({
    query: `{ lists(first: "${' Did you mean '.repeat(Math.min(n, 6_000))}") { totalCount } }`,
  }),
  'fragments that spread each other twice': (n) => ({
    query: `{ ...F0 } ${list(Math.min(n, 190), (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)}`,
  }),
  'fragments side by side': (n) => ({
    query: `{ ${list(Math.min(n, 190), (i) => `...F${i}`)} } ${list(Math.min(n, 190), (i) => `fragment F${i} on Query { viewer { id } }`)}`,
  }),
  'line breaks before unknown fields': (n) => ({ query: `{ ${'\n'.repeat(n)} ${list(900, (i) => `u${i}`)} }` }),
  directives: (n) => ({ query: `{ viewer { id ${'@skip(if: 1) '.repeat(n)} } }` }),
}

/** The names of the shapes. */
export const hostileShapes: readonly string[] = Object.keys(shapes)

/** Returns the body of a request in this shape with up to `count` parts, of at most `room` bytes. */
export function hostileRequest(shape: string, count: number, room: number): string {
  const write = (parts: number) =>
    JSON.stringify(shapes[shape]?.(parts)).replace(/"(\d+) levels"/, (_, levels) => nested(Number(levels), '[', ']'))
  const most = Math.floor(room / Math.max(1, (write(200).length - write(100).length) / 100))
  for (let parts = Math.min(count, most); ; parts = Math.floor(parts * 0.9)) {
    const body = write(parts)
    if (body.length <= room) return body
  }
}

/** JSON values, wide, deep, long or with many parts. */
const values: Readonly<Record<string, (count: number) => string>> = {
  'an object of many fields': (n) => JSON.stringify(wide(n)),
  'a field of a long name': (n) => `{"${'u'.repeat(n)}": 1}`,
  'many objects': (n) => `[${'{"custom": []},'.repeat(n)}{}]`,
  'many texts': (n) => `[${'"x",'.repeat(n)}"x"]`,
  'a long text': (n) => `"${'x'.repeat(n)}"`,
  'nested arrays': (n) => nested(n, '[', ']'),
  'nested objects': (n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`,
}

/** The names of the values. */
export const hostileValues: readonly string[] = Object.keys(values)

/** Returns a value with up to `count` parts, of at most about `room` bytes. */
export function hostileValue(name: string, count: number, room: number): string {
  const write = values[name] ?? String
  const most = Math.floor(room / Math.max(1, (write(200).length - write(100).length) / 100))
  return write(Math.min(count, most))
}
