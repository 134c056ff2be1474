import type { Tasks } from '../../src/jobs/catalog.ts'

const nothing = () => Promise.resolve()

/** Tasks that do nothing, for a test to override. */
export const idleTasks: Tasks = {
  import: nothing,
  'import-search': nothing,
  'undo-import': nothing,
  sweep: nothing,
  'recover-imports': nothing,
  'upgrade-keys': nothing,
  'index-search': nothing,
  'connect-account': nothing,
  'refresh-account': nothing,
  'sync-accounts': nothing,
  'resume-account': nothing,
  'enrich-companies': nothing,
  'recover-enrichments': nothing,
  'deliver-webhook': nothing,
  'recover-webhooks': nothing,
}
