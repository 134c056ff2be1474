import { Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ErrorNote } from '../../components/error-note.tsx'
import { Loading } from '../../components/loading.tsx'
import type { Placed, Source } from './cursor-pages.ts'
import { useCursorPages } from './use-cursor-pages.ts'
import type { Column } from './virtual-row.tsx'
import { VirtualTable } from './virtual-table.tsx'

interface Props<Item> {
  label: string
  columns: readonly Column<Item>[]
  source: Source<Item>
  /** Another one has what is shown read anew. */
  epoch: string
  /** What narrows it down; another one begins at the top. */
  search: string
  /** So many of them, in words. */
  count: (total: number) => string
  /** What stands above the table; it hears whether the answer is on its way. */
  tools: (isBusy: boolean) => ReactNode
  /** What stands at its right. */
  aside?: ReactNode
  /** What stands there instead of a table without rows. */
  empty: ReactNode
  /** How much of the window's height is something else's. */
  above: number
  onOpen(placed: Placed<Item>): void
}

/** A table of a long connection, with its tools and how many rows there are. */
export function RowsTable<Item>({ source, epoch, count, tools, aside, empty, ...table }: Props<Item>) {
  const { pages, held } = useCursorPages(source, epoch)
  const { total, error, isOld } = held
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="sm">
        {tools(isOld && !error)}
        <Group gap="md">
          <Text size="sm" c="dimmed" className="number" role="status">
            {total === null ? '' : count(total)}
          </Text>
          {aside}
        </Group>
      </Group>
      {error && <ErrorNote error={error} onRetry={pages.readAgain} />}
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
