import { Box, Group, Stack, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../../components/error-note.tsx'
import { Loading } from '../../../components/loading.tsx'
import { CardRows } from './card-rows.tsx'
import type { Column } from './column.ts'
import { useHeld } from './use-cursor-pages.ts'
import { type RowsProps, VirtualTable } from './virtual-table.tsx'

interface Props<Item> extends Omit<RowsProps<Item>, 'total'> {
  /** Formats the total. */
  count: (total: number) => string
  toolbar: ReactNode
  /** Shown to the right of the toolbar. */
  aside?: ReactNode
  /** Shown between the toolbar and the rows. */
  chips?: ReactNode
  /** Shown beside the rows. */
  panel: ReactNode
  /** Shown if there are no rows. */
  empty: ReactNode
  head?: (column: Column<Item>) => ReactNode
  sortOf?: (column: Column<Item>) => 'ascending' | 'descending' | 'none' | null
  editor?: (column: Column<Item>, item: Item, onDone: () => void) => ReactNode
}

/** A table of a long connection, or cards on a phone, with its toolbar and its row count. */
export function RowsTable<Item>({
  count,
  toolbar,
  aside,
  chips,
  panel,
  empty,
  head,
  sortOf,
  editor,
  ...rows
}: Props<Item>) {
  const isNarrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false })
  const { pages } = rows
  const total = useHeld(pages, (held) => held.total)
  const error = useHeld(pages, (held) => held.error)
  const forTable = { ...(head && { head }), ...(sortOf && { sortOf }), ...(editor && { editor }) }
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-start" gap="sm">
        {toolbar}
        <Group gap="sm" mih={36}>
          <Text size="sm" c="dimmed" className="number" role="status">
            {total === null ? '' : count(total)}
          </Text>
          {aside}
        </Group>
      </Group>
      {chips}
      {error && <ErrorNote error={error} onRetry={pages.refetch} />}
      <Group gap="md" wrap="nowrap" align="flex-start">
        <Box miw={0} style={{ flex: 1 }}>
          {total === null ? (
            !error && <Loading rows={8} height={40} />
          ) : total === 0 ? (
            empty
          ) : isNarrow ? (
            <CardRows {...rows} total={total} />
          ) : (
            <VirtualTable {...rows} {...forTable} total={total} />
          )}
        </Box>
        {panel}
      </Group>
    </Stack>
  )
}
