import { Paper, ScrollArea, Text } from '@mantine/core'
import { memo } from 'react'
import { number } from '../../components/format.ts'
import { Texts } from '../../components/texts.tsx'
import classes from './cells-table.module.css'

/** A row that could not be imported. */
export interface InvalidRow {
  readonly rowNumber: number
  readonly reason: string
  readonly cells: readonly string[]
}

interface Props {
  columns: readonly string[]
  rows: readonly InvalidRow[]
  /** The new cells of rows that were changed. */
  corrected: ReadonlyMap<number, readonly string[]>
  onChange: (rowNumber: number, cells: readonly string[]) => void
}

/** Rows whose cells are fields, with what is wrong with each. */
export function CellsTable({ columns, rows, corrected, onChange }: Props) {
  return (
    <Paper withBorder style={{ overflow: 'hidden' }}>
      <ScrollArea viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Invalid rows' }}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">Row</th>
              <th scope="col">Problem</th>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  <bdi>{column}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.rowNumber}
                columns={columns}
                row={row}
                corrected={corrected.get(row.rowNumber) ?? null}
                onChange={onChange}
              />
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </Paper>
  )
}

interface RowProps extends Pick<Props, 'columns' | 'onChange'> {
  row: InvalidRow
  corrected: readonly string[] | null
}

const Row = memo(function Row({ columns, row: { rowNumber, reason, cells }, corrected, onChange }: RowProps) {
  const surplus = cells.slice(columns.length).filter(Boolean)
  const current = columns.map((_, at) => (corrected ?? cells)[at] ?? '')
  return (
    <tr data-corrected={corrected !== null}>
      <th scope="row">{number(rowNumber)}</th>
      <td>
        <Text size="sm" w={240}>
          <bdi>{reason}</bdi>
        </Text>
        {surplus.length > 0 && (
          <Text size="xs" c="dimmed" w={240}>
            More cells: <Texts texts={surplus} />
          </Text>
        )}
      </td>
      {columns.map((column, at) => (
        <td key={column} data-column={column}>
          <input
            className={classes['cell']}
            aria-label={`${column}, row ${rowNumber}`}
            value={current[at]}
            onChange={(event) => onChange(rowNumber, current.with(at, event.currentTarget.value))}
          />
        </td>
      ))}
    </tr>
  )
})
