import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Api } from './api.ts'
import { blockCompanies, readViewer } from './demo-operations.ts'
import { showRun } from './demo-run.ts'
import { heading, nameOf, say, today } from './demo-say.ts'
import { describePreview } from './describe-import.ts'
import { importFile } from './import-file.ts'
import { createListWithImport, type Preview } from './operations.ts'
import { silentBar } from './progress-bar.ts'
import { makeSample, type Sample } from './sample.ts'

/** Small pages make an import of 2,000 rows slow enough to watch. */
export const pageSize = 25

/** Imports a file into a list through the API, as any client would. */
export async function showFile(api: Api, folder: string): Promise<void> {
  const sample = makeSample((await api.call(readViewer)).importRuns.totalCount)
  const day = today()
  await prepare(api, sample, day)

  const file = join(folder, 'demo.csv')
  await mkdir(folder, { recursive: true })
  await writeFile(file, sample.csv)
  heading(`Preview of ${nameOf(file)}`)
  const before = (await api.call(readViewer)).viewer.credits.available
  const onPreview = (preview: Preview) => {
    say(...describePreview(preview))
    heading('Import, from the subscription importProgress')
    say(`Pages have ${pageSize} rows here, so that you can watch; the default is 5,000.`)
  }
  const list = { name: `Demo, ${day}` }
  const { listId, runId, preview } = await importFile(api, { path: file, list }, { bar: silentBar, onPreview })
  await showRun(api, { listId, runId, total: preview.totalRows, before })
}

/** Creates a block list and an earlier list that overlap with the file. */
async function prepare(api: Api, { blocked, earlierCsv }: Sample, day: string): Promise<void> {
  await api.call(blockCompanies, { entries: blocked })
  const input = {
    name: `Met at the fair, ${day}`,
    dataType: 'PEOPLE',
    csvText: earlierCsv,
    personMapping: { fullName: 'Name', email: 'Work email' },
    waitSeconds: 30,
  }
  const {
    counts: { imported },
  } = (await api.call(createListWithImport, { input })).createListWithImport
  say(
    `Blocked: ${blocked.map(({ name, domain }) => name ?? domain).join(', ')}`,
    `An earlier list: ${imported} people, for ${imported} credits`,
  )
}
