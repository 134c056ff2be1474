import type { Api } from './demo-api.ts'
import { type Enrichment, enrichmentProgress } from './demo-operations.ts'
import { describeEnrichment, enrichmentInLine } from './demo-report.ts'
import { heading, say } from './demo-say.ts'
import { openBar } from './progress-bar.ts'

/** Shows how the companies of a list are looked up, until all are. */
export async function showEnrichment(api: Api, listId: string): Promise<void> {
  heading('What their companies lacked, as the subscription enrichmentProgress tells it')
  say('Invented as well; `npm start` with a BRIGHT_DATA_API_KEY looks up what LinkedIn says')
  say(...describeEnrichment(await followEnrichment(api, listId)))
}

/** Shows the look-up of a list's companies while it moves, and answers the last counts. */
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
  if (processed !== total) throw new Error(`The counts do not add up: ${processed} of ${total} companies are told of.`)
  return last
}
