import { Anchor } from '@mantine/core'
import { Link } from 'react-router'
import { pluralize } from '../components/format.ts'
import { isOver, type Run } from './run.ts'

/** Leads to the invalid rows of an ended import, to correct them. Nothing if it has none. */
export function FixRowsLink({ run }: { run: Run }) {
  const { id, kind, list, counts, undoneAt } = run
  const hasCells = kind === 'CSV' || kind === 'API'
  if (!isOver(run) || !hasCells || !list || undoneAt || counts.invalid === 0) return null
  return (
    <Anchor component={Link} to={`/imports/${id}/fix-rows`} size="sm" lh="24px">
      Fix {pluralize(counts.invalid, 'invalid row')}
    </Anchor>
  )
}
