import type { Api } from './demo-api.ts'
import { blockCompanies, importSalesNav, readViewer } from './demo-operations.ts'
import { number } from './demo-report.ts'
import { showRun, untilOver } from './demo-run.ts'
import { heading, say, today } from './demo-say.ts'

/** What the sandbox waits between two pages, so that a person can watch them come. */
export const spacing = 350
const maxResults = 600
const earlier = 60
/** Companies at which many of the invented people work. */
const blocked = [
  { name: 'Alderbrook Analytics Ltd', reason: 'A customer' },
  { name: 'Alderbrook Robotics, Inc.', reason: 'A competitor' },
]

/** Shows how a search in Sales Navigator becomes a list: all of it over the API, as any client would do it. */
export async function showSearch(api: Api): Promise<void> {
  // Each time another search, which finds other people.
  const { importRuns } = await api.call(readViewer)
  const url = `https://www.linkedin.com/sales/search/people?query=(keywords:growth%20${importRuns.totalCount})`
  const day = today()
  await prepare(api, url, day)

  heading('Import of a Sales Navigator search, as the subscription importProgress tells it')
  say(url, 'The sandbox plays LinkedIn. Pages of 100 come quickly here; with a real account, every few seconds')
  const before = (await api.call(readViewer)).viewer.credits.available
  const input = { url, listName: `Search, ${day}`, maxResults }
  const { listId, runId, maxResults: total } = (await api.call(importSalesNav, { input })).importSalesNav
  await showRun(api, { listId, runId, total, before })
}

/** A block list and a list from before, so that the search meets both. */
async function prepare(api: Api, url: string, day: string): Promise<void> {
  await api.call(blockCompanies, { entries: blocked })
  const input = { url, listName: `Found before, ${day}`, maxResults: earlier }
  const { runId } = (await api.call(importSalesNav, { input })).importSalesNav
  let imported = 0
  for await (const { counts } of untilOver(api, runId)) imported = counts.imported
  say(
    `Blocked: ${blocked.map(({ name }) => name).join(' and ')}`,
    `A list from before: the first ${number(imported)} people of the search, for as many credits`,
  )
}
