import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { waitBeforeRetry } from '../../../api/socket.ts'
import { CursorPages, type Source } from './cursor-pages.ts'

/** Returns the loaded part of a long connection; reads it again whenever `revision` changes, and when the server can be reached again. */
export function useCursorPages<Item>(source: Source<Item>, revision: string) {
  const [pages] = useState(() => new CursorPages<Item>())
  const held = useSyncExternalStore(pages.subscribe, pages.get)
  const attempts = useRef(0)
  useEffect(() => pages.setSource(source, revision), [pages, source, revision])
  useEffect(() => pages.close, [pages])
  useEffect(() => {
    if (!held.error) attempts.current = 0
    if (!held.error?.networkError) return
    let isOver = false
    void waitBeforeRetry(attempts.current++).then(() => isOver || pages.refetch())
    return () => {
      isOver = true
    }
  }, [pages, held.error])
  return { pages, held }
}
