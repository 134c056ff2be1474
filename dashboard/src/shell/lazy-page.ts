import { type ComponentType, lazy } from 'react'
import { waitBeforeRetry } from '../api/socket.ts'

const key = 'leadstream-reloaded-at'
const cooldownMs = 30_000

/** Returns a page, or a part of one, that is loaded when it is first shown, as soon as the server can be reached. */
export function lazyPage<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>) {
  return lazy(() => loadWhenReachable(load))
}

// The first page comes with the document.
let isFirst = true

/**
 * Loads a chunk as soon as the server can be reached, since browsers don't load a module again that failed once. A chunk that the
 * server lacks belongs to an older build: then reloads the page, at most once in 30 seconds.
 */
async function loadWhenReachable<Module>(load: () => Promise<Module>): Promise<Module> {
  if (!isFirst) await reachable()
  isFirst = false
  try {
    return await load()
  } catch (error) {
    // A reload while the server can't be reached would end in the browser's error page.
    await reachable()
    return await reload(error)
  }
}

async function reload(error: unknown): Promise<never> {
  if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < cooldownMs) throw error
  sessionStorage.setItem(key, String(Date.now()))
  location.reload()
  return await new Promise(() => {})
}

async function reachable(): Promise<void> {
  for (let attempts = 0; !(await isReachable()); attempts++) await waitBeforeRetry(attempts)
}

async function isReachable(): Promise<boolean> {
  return await fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
}
