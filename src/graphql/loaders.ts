import DataLoader from 'dataloader'
import type { Context } from './context.ts'

/**
 * Returns a function that finds or creates the DataLoader of a context and a name; `read` returns one value per key, in the order
 * of the keys. The loaders batch but don't cache, because each event of a subscription reads again in the same context.
 */
export function loaders<Key, Value>() {
  const byContext = new WeakMap<Context, Map<string, DataLoader<Key, Value>>>()

  return (
    context: Context,
    name: string,
    read: (keys: readonly Key[]) => Promise<(Value | Error)[]>,
  ): DataLoader<Key, Value> => {
    const byName = byContext.get(context) ?? new Map<string, DataLoader<Key, Value>>()
    byContext.set(context, byName)
    const loader = byName.get(name) ?? new DataLoader<Key, Value>(read, { cache: false })
    byName.set(name, loader)
    return loader
  }
}
