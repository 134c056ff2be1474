/** The holders of each key, oldest first. */
export type KeyIndex<Holder> = Map<string, Holder[]>

/** Adds a holder of a key, after older ones; returns whether it is the newest. */
export function addHolder<Holder extends { order: number }>(
  index: KeyIndex<Holder>,
  key: string,
  holder: Holder,
): boolean {
  const bucket = index.get(key)
  if (bucket === undefined) {
    index.set(key, [holder])
    return true
  }
  const at = bucket.findLastIndex((other) => other.order < holder.order) + 1
  bucket.splice(at, 0, holder)
  return at === bucket.length - 1
}

/** Removes holders from their keys. */
export function removeHolders<Holder>(
  index: KeyIndex<Holder>,
  holders: ReadonlySet<Holder>,
  keyOf: (holder: Holder) => string | undefined,
): void {
  for (const key of new Set(Array.from(holders, keyOf))) {
    if (key === undefined) continue
    const rest = index.get(key)?.filter((holder) => !holders.has(holder)) ?? []
    if (rest.length === 0) index.delete(key)
    else index.set(key, rest)
  }
}

/** Removes and returns the holders that are unchanged; they can be loaded again when needed. */
export function takeUnchanged<Holder extends { changed: boolean }>(stored: Map<number, Holder>): Set<Holder> {
  const unchanged = new Set<Holder>()
  for (const [id, holder] of stored) {
    if (holder.changed) continue
    stored.delete(id)
    unchanged.add(holder)
  }
  return unchanged
}
