import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Api } from './demo-api.ts'
import { blockCompanies, createListWithImport, previewImport, readViewer } from './demo-operations.ts'
import { describePreview } from './demo-report.ts'
import { showRun } from './demo-run.ts'
import { heading, nameOf, say, today } from './demo-say.ts'
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
  const { previewImport: preview } = await api.call(previewImport, {}, new File([sample.csv], 'demo.csv'))
  say(...describePreview(preview))

  heading('Import, from the subscription importProgress')
  say(`Pages have ${pageSize} rows here, so that you can watch; the default is 5,000.`)
  const { viewer } = await api.call(readViewer)
  const { uploadId, dataType, personMapping, companyMapping } = preview
  const input = { name: `Demo, ${day}`, dataType, uploadId, personMapping, companyMapping }
  const { listId, runId } = (await api.call(createListWithImport, { input })).createListWithImport
  await showRun(api, { listId, runId, total: preview.totalRows, before: viewer.credits.available })
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
