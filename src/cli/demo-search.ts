import type { Api } from './api.ts'
import { blockCompanies, importSalesNav, readViewer } from './demo-operations.ts'
import { showRun } from './demo-run.ts'
import { heading, say, today } from './demo-say.ts'
import { number } from './describe-import.ts'
import { statesOf } from './follow-run.ts'

/** Milliseconds between pages of the sandbox, slow enough to watch. */
export const spacing = 350
const maxResults = 600
const earlier = 60
/** Companies of many of the invented people. */
const blocked = [
  { name: 'Alderbrook Analytics Ltd', reason: 'A customer' },
  { name: 'Alderbrook Robotics, Inc.', reason: 'A competitor' },
]

/** Imports a Sales Navigator search into a list through the API, as any client would. */
export async function showSearch(api: Api): Promise<void> {
  // A different search each time, which finds different people.
  const { importRuns } = await api.call(readViewer)
  const url = `https://www.linkedin.com/sales/search/people?query=(keywords:growth%20${importRuns.totalCount})`
  const day = today()
  await prepare(api, url, day)

  heading('Import of a Sales Navigator search, from the subscription importProgress')
  say(url, 'The sandbox simulates LinkedIn. Pages of 100 arrive quickly here; with a real account, every few seconds.')
  const before = (await api.call(readViewer)).viewer.credits.available
  const input = { url, listName: `Search, ${day}`, maxResults }
  const { listId, runId, maxResults: total } = (await api.call(importSalesNav, { input })).importSalesNav
  await showRun(api, { listId, runId, total, before })
}

/** Creates a block list and an earlier list that overlap with the search. */
async function prepare(api: Api, url: string, day: string): Promise<void> {
  await api.call(blockCompanies, { entries: blocked })
  const input = { url, listName: `Found before, ${day}`, maxResults: earlier }
  const { runId } = (await api.call(importSalesNav, { input })).importSalesNav
  let imported = 0
  for await (const { counts } of statesOf(api, runId)) imported = counts.imported
  say(
    `Blocked: ${blocked.map(({ name }) => name).join(' and ')}`,
    `An earlier list: the first ${number(imported)} people of the search, for ${number(imported)} credits`,
  )
}
