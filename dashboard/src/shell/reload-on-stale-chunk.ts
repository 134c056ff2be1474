const key = 'leadstream-reloaded-at'
const cooldownMs = 30_000

/** Reloads the page when a chunk of an older build is gone, at most once in 30 seconds. */
export function reloadOnStaleChunk(): void {
  addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < cooldownMs) return
    sessionStorage.setItem(key, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}
