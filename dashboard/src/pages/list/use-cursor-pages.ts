import { useEffect, useState, useSyncExternalStore } from 'react'
import { CursorPages, type Source } from './cursor-pages.ts'

/** Returns the loaded part of a long connection; reads it again whenever `revision` changes. */
export function useCursorPages<Item>(source: Source<Item>, revision: string) {
  const [pages] = useState(() => new CursorPages<Item>())
  const held = useSyncExternalStore(pages.subscribe, pages.get)
  useEffect(() => pages.setSource(source, revision), [pages, source, revision])
  useEffect(() => pages.close, [pages])
  return { pages, held }
}
