import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { waitBeforeRetry } from '../../../api/socket.ts'
import { CursorPages, type HeldPages, type Source } from './cursor-pages.ts'

/** Opens a long connection; reads its loaded part again whenever `revision` changes, and when the server can be reached again. */
export function useCursorPages<Item>(source: Source<Item>, revision: string): CursorPages<Item> {
  const [pages] = useState(() => new CursorPages<Item>())
  const error = useHeld(pages, (held) => held.error)
  const attempts = useRef(0)
  useEffect(() => pages.setSource(source, revision), [pages, source, revision])
  useEffect(() => pages.close, [pages])
  useEffect(() => {
    if (!error) attempts.current = 0
    if (!error?.networkError) return
    let isOver = false
    void waitBeforeRetry(attempts.current++).then(() => isOver || pages.refetch())
    return () => {
      isOver = true
    }
  }, [pages, error])
  return pages
}

/** Returns something of what is loaded, and rerenders only when that changes. */
export function useHeld<Item, Part>(pages: CursorPages<Item>, select: (held: HeldPages<Item>) => Part): Part {
  return useSyncExternalStore(pages.subscribe, () => select(pages.get()))
}
