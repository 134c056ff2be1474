import type { Api } from './api.ts'
import { type Enrichment, enrichmentProgress } from './demo-operations.ts'
import { describeEnrichment, enrichmentInLine } from './demo-report.ts'
import { heading, say } from './demo-say.ts'
import { openBar } from './progress-bar.ts'

/** Shows the enrichment of a list's companies until it ends. */
export async function showEnrichment(api: Api, listId: string): Promise<void> {
  heading('Enrichment of their companies, from the subscription enrichmentProgress')
  say('This data is simulated too; set BRIGHT_DATA_API_KEY to look up real companies.')
  say(...describeEnrichment(await followEnrichment(api, listId)))
}

/** Shows the counts of an enrichment until it ends, and returns the last ones. */
async function followEnrichment(api: Api, listId: string): Promise<Enrichment> {
  const bar = openBar(process.stdout)
  let last: Enrichment | undefined
  try {
    for await (const { enrichmentProgress: enrichment } of api.watch(enrichmentProgress, { listId })) {
      bar.show(enrichment, enrichmentInLine(enrichment))
      if (enrichment.error) throw new Error(`The enrichment failed: ${enrichment.error.message}`)
      last = enrichment
    }
  } finally {
    bar.stop()
  }
  if (last?.status !== 'IDLE') throw new Error('The stream completed before the enrichment did.')
  const { processed, total } = last
  if (processed !== total)
    throw new Error(`The counts do not add up: ${processed} of ${total} companies were processed.`)
  return last
}
