import { useHotkeys } from '@mantine/hooks'
import { Suspense, useState } from 'react'
import { lazyPage } from './lazy-page.ts'

const Palette = lazyPage(() => import('./palette.tsx'))

/** The keys of all pages: Ctrl-K finds pages and lists, `/` goes to the search field of the page. */
export function Shortcuts() {
  const [isWanted, setWanted] = useState(false)
  // The palette listens itself once it is loaded.
  useHotkeys(isWanted ? [] : [['mod+K', () => setWanted(true)]], [])
  useHotkeys([['/', focusSearch]])
  return <Suspense>{isWanted && <Palette />}</Suspense>
}

function focusSearch(): void {
  const field = document.querySelector('#content [data-search]')
  if (field instanceof HTMLInputElement) field.focus()
}
