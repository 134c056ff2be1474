import type { DownloadLinks } from '../../users/download-links.ts'

/** Returns path and query of a link to a run's outcomes. */
export function outcomesLink(links: DownloadLinks, runId: string, tokenId: number, now?: Date): string {
  const signed = links.sign(outcomesSubject(runId), tokenId, now)
  return `/runs/${runId}/outcomes.csv?${new URLSearchParams(signed)}`
}

/** Returns what such a link signs. */
export function outcomesSubject(runId: string): string {
  return `outcomes.csv\n${runId}`
}
