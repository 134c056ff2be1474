import { Button, Group, Paper, ScrollArea, Text } from '@mantine/core'
import { memo, useState } from 'react'
import { pluralize } from '../../components/format.ts'
import { customColumns, type Draft } from './draft.ts'
import { labelOf } from './fields.ts'
import type { Preview } from './operations.ts'
import classes from './preview-table.module.css'

interface Props {
  preview: Preview
  draft: Draft
}

const foldedRows = 3

/** The first rows of a file, with the field of each column; three of them until more are asked for. */
export const PreviewTable = memo(function PreviewTable({ preview, draft }: Props) {
  const [isOpen, setOpen] = useState(false)
  const { length } = preview.previewRows
  const fields = new Map([...draft.choices[draft.dataType]].map(([id, column]) => [column, labelOf(id)]))
  const kept = new Set(customColumns(draft, preview).flatMap(({ column, isKept }) => (isKept ? [column] : [])))
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <ScrollArea.Autosize
        mah={320}
        viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'First rows of the file' }}
      >
        <table className={classes['table']}>
          <thead>
            <tr>
              <th>Row</th>
              {preview.columns.map((column) => (
                <th key={column}>
                  <bdi>{column}</bdi>
                  <Text size="xs" c="dimmed" truncate>
                    {fields.get(column) ?? (kept.has(column) ? 'Custom field' : 'Not imported')}
                  </Text>
                </th>
              ))}
            </tr>
          </thead>
          <Rows preview={preview} count={isOpen ? length : foldedRows} />
        </table>
      </ScrollArea.Autosize>
      {length > foldedRows && (
        <Group justify="center" p={4}>
          <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Show fewer rows' : `Show ${pluralize(length, 'row')}`}
          </Button>
        </Group>
      )}
    </Paper>
  )
})

// Hundreds of cells that don't depend on the mapping.
const Rows = memo(function Rows({
  preview: { columns, previewRows },
  count,
}: Pick<Props, 'preview'> & { count: number }) {
  return (
    <tbody>
      {[...previewRows.slice(0, count).entries()].map(([row, cells]) => (
        <tr key={row}>
          <td>{row + 1}</td>
          {columns.map((column, at) => (
            <td key={column} title={cells[at]}>
              <bdi>{cells[at]}</bdi>
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  )
})
