import { Button, Group, Stack } from '@mantine/core'
import type { FormEvent, ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { useAction } from '../../api/use-action.ts'
import { pluralize } from '../../components/format.ts'
import { LeaveWarning } from '../../components/leave-warning.tsx'
import { useIdempotencyKey } from '../../components/use-idempotency-key.ts'
import { graphql } from '../../gql/gql.ts'
import { CellsTable, type InvalidRow } from './cells-table.tsx'

const ImportCorrections = graphql(`
  mutation ImportCorrections($input: ImportIntoListInput!) {
    importIntoList(input: $input) {
      ... on ImportIntoListPayload { listId run { ...Run } }
      ... on Error { code message }
    }
  }
`)

interface Props {
  runId: string
  columns: readonly string[]
  rows: readonly InvalidRow[]
  /** The new cells of rows, also of other pages. */
  corrected: ReadonlyMap<number, readonly string[]>
  onChange: (rowNumber: number, cells: readonly string[]) => void
  /** The buttons that lead to other pages. */
  pages: ReactNode
}

/** The cells of invalid rows as fields; imports the rows that were changed. */
export function FixRowsForm({ runId, columns, rows, corrected, onChange, pages }: Props) {
  const { act, isBusy } = useAction(ImportCorrections)
  const keyOf = useIdempotencyKey()
  const navigate = useNavigate()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const corrections = [...corrected].map(([rowNumber, cells]) => ({ rowNumber, cells: [...cells] }))
    const input = { fromRunId: runId, corrections }
    if (await act({ input: { ...input, idempotencyKey: keyOf(input) } })) navigate('/imports', { replace: true })
  }
  return (
    <Stack component="form" gap="md" onSubmit={(event) => void submit(event)}>
      {corrected.size > 0 && (
        <LeaveWarning title="Leave these rows?">Your corrections aren’t imported yet and will be lost.</LeaveWarning>
      )}
      <CellsTable columns={columns} rows={rows} corrected={corrected} onChange={onChange} />
      {pages}
      <Group justify="flex-end">
        <Button type="submit" disabled={corrected.size === 0 || isBusy}>
          {corrected.size === 0 ? 'Import corrected rows' : `Import ${pluralize(corrected.size, 'corrected row')}`}
        </Button>
      </Group>
    </Stack>
  )
}
