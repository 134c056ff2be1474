import type { Tasks } from '../../src/jobs/catalog.ts'

const nothing = () => Promise.resolve()

/** A task that does nothing for each name, to be overridden by what a test looks at. */
export const idleTasks: Tasks = {
  import: nothing,
  sweep: nothing,
  'recover-imports': nothing,
  'connect-account': nothing,
  'refresh-account': nothing,
  'sync-accounts': nothing,
  'resume-account': nothing,
  'enrich-companies': nothing,
  'recover-enrichments': nothing,
}
