import { detached } from '../detached.ts'

/** The addresses of the companies of a large file, of which each has a website and a host of e-mail addresses. */
const capacity = 50_000
/** Longer texts hardly repeat. */
const maxTextLength = 100

/** Returns a pure function with a cache of its results: rows of a file repeat the same companies. */
export function memoize<T>(compute: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>()
  // A row asks for the same text several times.
  let last: { text: string; result: T } | undefined
  return (text) => {
    if (last?.text === text) return last.result
    const known = results.get(text)
    if (known !== undefined) {
      last = { text, result: known }
      return known
    }
    const result = compute(text)
    if (text.length > maxTextLength) return result
    if (results.size >= capacity) results.clear()
    const key = detached(text)
    results.set(key, result)
    last = { text: key, result }
    return result
  }
}
