import type { Scope } from '../../../gql/graphql.ts'

/** What a token may do, from least to most. */
export const scopes: readonly { value: Scope; label: string; description: string }[] = [
  { value: 'READ', label: 'Read', description: 'Read and export everything.' },
  { value: 'IMPORT', label: 'Import', description: 'Read, upload files, and start, cancel or undo imports.' },
  { value: 'WRITE', label: 'Change', description: 'Read, and change leads, lists and the block list.' },
  { value: 'ADMIN', label: 'Everything', description: 'Also tokens, webhooks and LinkedIn accounts.' },
]
