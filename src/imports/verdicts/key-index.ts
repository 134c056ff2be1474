/** Who holds each key, the oldest first. */
export type Buckets<Holder> = Map<string, Holder[]>

/** Takes a holder of a key in, behind those who are older; whether it is the youngest. */
export function enter<Holder extends { order: number }>(
  buckets: Buckets<Holder>,
  key: string,
  holder: Holder,
): boolean {
  const bucket = buckets.get(key)
  if (bucket === undefined) {
    buckets.set(key, [holder])
    return true
  }
  const at = bucket.findLastIndex((other) => other.order < holder.order) + 1
  bucket.splice(at, 0, holder)
  return at === bucket.length - 1
}

/** Lets holders go from under the keys that they have. */
export function leave<Holder>(
  buckets: Buckets<Holder>,
  holders: ReadonlySet<Holder>,
  keyOf: (holder: Holder) => string | undefined,
): void {
  for (const key of new Set(Array.from(holders, keyOf))) {
    if (key === undefined) continue
    const rest = buckets.get(key)?.filter((holder) => !holders.has(holder)) ?? []
    if (rest.length === 0) buckets.delete(key)
    else buckets.set(key, rest)
  }
}

/** Takes those out who are as they were stored: whoever asks for them finds them there again. */
export function takeUnchanged<Holder extends { changed: boolean }>(stored: Map<number, Holder>): Set<Holder> {
  const unchanged = new Set<Holder>()
  for (const [id, holder] of stored) {
    if (holder.changed) continue
    stored.delete(id)
    unchanged.add(holder)
  }
  return unchanged
}
