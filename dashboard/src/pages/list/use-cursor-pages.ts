import { useEffect, useState, useSyncExternalStore } from 'react'
import { CursorPages, type Source } from './cursor-pages.ts'

/** A long connection as far as it is looked at; read anew whenever `epoch` is another one. */
export function useCursorPages<Item>(source: Source<Item>, epoch: string) {
  const [pages] = useState(() => new CursorPages<Item>())
  const held = useSyncExternalStore(pages.subscribe, pages.get)
  useEffect(() => pages.show(source, epoch), [pages, source, epoch])
  useEffect(() => pages.close, [pages])
  return { pages, held }
}
