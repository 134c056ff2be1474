const key = 'leadstream-reloaded-at'
const patience = 30_000

/** A page of an older build asks for parts that a newer one does not have: loads the newer page, though not again and again. */
export function reloadOnceForMissingParts(): void {
  addEventListener('vite:preloadError', (event) => {
    if (Date.now() - Number(sessionStorage.getItem(key) ?? 0) < patience) return
    sessionStorage.setItem(key, String(Date.now()))
    event.preventDefault()
    location.reload()
  })
}
