import { Paper, ScrollArea, Text } from '@mantine/core'
import { memo } from 'react'
import { customColumns, type Draft } from './draft.ts'
import { labelOf } from './fields.ts'
import type { Preview } from './operations.ts'
import classes from './preview-table.module.css'

interface Props {
  preview: Preview
  draft: Draft
}

/** The first rows of a file, with the field of each column. */
export const PreviewTable = memo(function PreviewTable({ preview, draft }: Props) {
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
          <Rows preview={preview} />
        </table>
      </ScrollArea.Autosize>
    </Paper>
  )
})

// Hundreds of cells that don't depend on the mapping.
const Rows = memo(function Rows({ preview: { columns, previewRows } }: Pick<Props, 'preview'>) {
  return (
    <tbody>
      {[...previewRows.entries()].map(([row, cells]) => (
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
