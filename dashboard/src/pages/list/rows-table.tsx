import { Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import type { CursorItem, Source } from './cursor-pages.ts'
import { useCursorPages } from './use-cursor-pages.ts'
import type { Column } from './virtual-row.tsx'
import { VirtualTable } from './virtual-table.tsx'

interface Props<Item> {
  label: string
  columns: readonly Column<Item>[]
  source: Source<Item>
  /** A change reads the visible rows again. */
  revision: string
  /** The filter; a change scrolls to the top. */
  search: string
  /** Formats the total. */
  count: (total: number) => string
  /** Renders the toolbar above the table; `isBusy` while a search is loading. */
  toolbar: (isBusy: boolean) => ReactNode
  /** Shown to the right of the toolbar. */
  aside?: ReactNode
  /** Shown if there are no rows. */
  empty: ReactNode
  /** The height of everything above the table, in pixels. */
  above: number
  onOpen(placed: CursorItem<Item>): void
}

/** A table of a long connection, with its toolbar and its row count. */
export function RowsTable<Item>({ source, revision, count, toolbar, aside, empty, ...table }: Props<Item>) {
  const { pages, held } = useCursorPages(source, revision)
  const { total, error, isStale } = held
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        {toolbar(isStale && !error)}
        <Group gap="md">
          <Text size="sm" c="dimmed" className="number" role="status">
            {total === null ? '' : count(total)}
          </Text>
          {aside}
        </Group>
      </Group>
      {error && <ErrorNote error={error} onRetry={pages.refetch} />}
      {total === null ? (
        !error && <Loading rows={6} height={56} />
      ) : total === 0 ? (
        empty
      ) : (
        <VirtualTable {...table} pages={pages} held={held} total={total} />
      )}
    </Stack>
  )
}
