import { Group, Paper, ScrollArea, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { ReactNode } from 'react'

/** A column of a table. */
export interface Column<Item> {
  readonly label: string
  readonly show: (item: Item) => ReactNode
  /** For numbers. */
  readonly isRight?: boolean
  /** For buttons: the label is only read out. */
  readonly isActions?: boolean
  /** In pixels. */
  readonly maxWidth?: number
}

interface Props<Item> {
  label: string
  /** The first column names the item. */
  columns: readonly Column<Item>[]
  items: readonly Item[]
  keyOf: (item: Item) => string
  /** In pixels, below which the table scrolls sideways. */
  minWidth?: number
  caption?: ReactNode
}

/** Items as a table, or as cards on a phone. */
export function DataTable<Item>(props: Props<Item>) {
  const isNarrow = useMediaQuery('(max-width: 48em)', undefined, { getInitialValueInEffect: false })
  return isNarrow ? <Cards {...props} /> : <Rows {...props} />
}

function Rows<Item>({ label, columns, items, keyOf, minWidth, caption }: Props<Item>) {
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': label }}>
        <Table
          miw={minWidth}
          verticalSpacing={10}
          horizontalSpacing="md"
          captionSide="top"
          style={{ whiteSpace: 'nowrap' }}
        >
          {caption && (
            <Table.Caption ta="left" px="md" pt="sm" mb={0}>
              {caption}
            </Table.Caption>
          )}
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Table.Th key={column.label} ta={column.isRight ? 'right' : 'left'}>
                  {column.isActions ? <VisuallyHidden>{column.label}</VisuallyHidden> : column.label}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={keyOf(item)}>
                {columns.map((column) => (
                  <Table.Td
                    key={column.label}
                    ta={column.isRight || column.isActions ? 'right' : 'left'}
                    maw={column.maxWidth}
                    className={column.isRight ? 'number' : undefined}
                  >
                    {column.show(item)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea>
    </Paper>
  )
}

function Cards<Item>({ label, columns: [name, ...columns], items, keyOf, caption }: Props<Item>) {
  return (
    <Stack gap="sm">
      {caption && (
        <Text size="sm" c="dimmed">
          {caption}
        </Text>
      )}
      <Stack component="ul" gap="sm" m={0} p={0} aria-label={label} style={{ listStyle: 'none' }}>
        {items.map((item) => (
          <Paper key={keyOf(item)} component="li" withBorder p="md">
            <Stack gap="xs">
              {name?.show(item)}
              <Stack component="dl" gap={6} m={0}>
                {columns
                  .filter(({ isActions }) => !isActions)
                  .map((column) => (
                    <Group key={column.label} justify="space-between" gap="md" wrap="nowrap" align="baseline">
                      <Text component="dt" size="xs" c="dimmed">
                        {column.label}
                      </Text>
                      <Text component="dd" m={0} ta="right" miw={0} style={{ overflowWrap: 'anywhere' }}>
                        {column.show(item)}
                      </Text>
                    </Group>
                  ))}
              </Stack>
              {columns
                .filter(({ isActions }) => isActions)
                .map((column) => (
                  <Group key={column.label} justify="flex-end">
                    {column.show(item)}
                  </Group>
                ))}
            </Stack>
          </Paper>
        ))}
      </Stack>
    </Stack>
  )
}
