/** Returns a generator of random numbers from 0 to 1 that is determined by the seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Returns a random item. */
export function pick<T>(items: readonly T[], random: () => number): T {
  return at(items, Math.floor(random() * items.length))
}

/** Returns the item at a position, modulo the number of items. */
export function at<T>(items: readonly T[], position: number): T {
  const item = items[position % items.length]
  if (item === undefined) throw new RangeError('The list of items is empty.')
  return item
}
