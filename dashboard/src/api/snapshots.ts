/** A run or an enrichment in a response: a newer state has a greater version. */
interface Versioned {
  readonly __typename?: string
  readonly id: string
  readonly version: number
  readonly status?: unknown
}

/** The newest known state of everything with a version. */
export class Snapshots {
  readonly #newest = new Map<string, Versioned>()

  /** Remembers the states in the data of a response; returns whether any of them has a new status. */
  add(data: unknown): boolean {
    let hasNewStatus = false
    for (const state of versionedIn(data)) {
      const known = this.#newest.get(keyOf(state))
      if (known && known.version >= state.version) continue
      this.#newest.set(keyOf(state), state)
      hasNewStatus ||= known?.status !== state.status
    }
    return hasNewStatus
  }

  /** Returns the data with outdated states replaced by the newest known, as far as its fields are known. */
  update<Data>(data: Data): Data
  update(data: unknown): unknown {
    if (Array.isArray(data)) return data.map((item) => this.update(item))
    if (!isObject(data)) return data
    const known = isVersioned(data) ? this.#newest.get(keyOf(data)) : undefined
    if (known && isVersioned(data) && known.version > data.version) return overlay(data, known)
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, this.update(value)]))
  }
}

/** Replaces the fields of an object by those of a newer one; fields that the newer one lacks are kept. */
function overlay(older: object, newer: object): object {
  const fields = new Map(Object.entries(newer))
  return Object.fromEntries(
    Object.entries(older).map(([name, value]) => {
      const replacement: unknown = fields.has(name) ? fields.get(name) : value
      return [name, isRecord(value) && isRecord(replacement) ? overlay(value, replacement) : replacement]
    }),
  )
}

function* versionedIn(value: unknown): Generator<Versioned> {
  if (!isObject(value)) return
  if (isVersioned(value)) yield value
  for (const child of Object.values(value)) yield* versionedIn(child)
}

function keyOf({ __typename = '', id }: Versioned): string {
  return `${__typename}:${id}`
}

function isVersioned(value: object): value is Versioned {
  return 'id' in value && 'version' in value && typeof value.id === 'string' && typeof value.version === 'number'
}

function isRecord(value: unknown): value is object {
  return isObject(value) && !Array.isArray(value)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
