import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from 'react'

/** A cell, by the indexes of its row and its column. */
interface Cell {
  readonly row: number
  readonly column: number
}

interface Options {
  rows: number
  columns: number
  scrollTo: (row: number) => void
  onOpen: (row: number) => void
  /** Returns whether the cell can be edited. */
  canEdit: (cell: Cell) => boolean
  onSelect: ((row: number, isRange: boolean) => void) | undefined
}

const pageRows = 10

/** The keys and clicks of a grid, of which one cell is in the order of tabs: arrows move, space selects, Enter opens or edits. */
export function useGrid({ rows, columns, scrollTo, onOpen, canEdit, onSelect }: Options) {
  const table = useRef<HTMLTableElement>(null)
  const [active, setActive] = useState<Cell>({ row: 0, column: 0 })
  const [isEditing, setEditing] = useState(false)
  /** Incremented when the active cell is to get the focus. */
  const [focused, setFocused] = useState(0)
  const { row: activeRow, column: activeColumn } = active
  useEffect(() => {
    if (focused > 0 && !isEditing)
      cellOf(table.current, { row: activeRow, column: activeColumn })?.focus({ preventScroll: true })
  }, [focused, activeRow, activeColumn, isEditing])

  const moveTo = (cell: Cell) => {
    const row = Math.max(0, Math.min(rows - 1, cell.row))
    setActive({ row, column: Math.max(0, Math.min(columns - 1, cell.column)) })
    scrollTo(row)
    setFocused((count) => count + 1)
  }
  const stopEditing = () => {
    setEditing(false)
    setFocused((count) => count + 1)
  }
  const edit = (cell: Cell) => {
    // A cell may have got the focus other than by a click or a key.
    setActive(cell)
    setEditing(true)
  }
  const openOrEdit = (cell: Cell) => {
    if (cell.column === 0) onOpen(cell.row)
    else if (canEdit(cell)) edit(cell)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const cell = isEditing ? null : placeOf(event.target)
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return
    const { row, column } = cell
    const moves: Readonly<Record<string, Cell>> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      PageUp: { row: row - pageRows, column },
      PageDown: { row: row + pageRows, column },
      Home: { row, column: 0 },
      End: { row, column: columns - 1 },
    }
    const next = moves[event.key]
    if (next) {
      moveTo(next)
      if (event.shiftKey && next.row !== row) onSelect?.(next.row, true)
    } else if (event.key === ' ') onSelect?.(row, event.shiftKey)
    else if (event.key === 'Enter') openOrEdit(cell)
    else if (event.key === 'F2' && canEdit(cell)) edit(cell)
    else return
    event.preventDefault()
  }
  const onClick = (event: MouseEvent) => {
    if (!(event.target instanceof Element)) return
    const box = event.target.closest('label, input')
    const cell = placeOf(event.target)
    if (cell && box === null) {
      if (cell.row !== active.row || cell.column !== active.column) setEditing(false)
      setActive(cell)
      if (event.target.closest('button')) onOpen(cell.row)
    } else if (event.target instanceof HTMLInputElement && event.target.type === 'checkbox') {
      const row = rowOf(event.target)
      if (row !== null) onSelect?.(row, event.shiftKey)
    }
  }
  const onDoubleClick = (event: MouseEvent) => {
    const cell = event.target instanceof Element && !event.target.closest('a, input') ? placeOf(event.target) : null
    if (cell && canEdit(cell)) edit(cell)
  }
  return { table, active, isEditing, stopEditing, moveTo, handlers: { onKeyDown, onClick, onDoubleClick } }
}

function placeOf(target: EventTarget): Cell | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('td[data-column]') : null
  const row = cell && rowOf(cell)
  return cell && row !== null ? { row, column: Number(cell.dataset['column']) } : null
}

function rowOf(element: Element): number | null {
  const row = element.closest<HTMLElement>('tr[data-index]')
  return row ? Number(row.dataset['index']) : null
}

function cellOf(table: HTMLElement | null, { row, column }: Cell): HTMLElement | null {
  return table?.querySelector<HTMLElement>(`tr[data-index="${row}"] td[data-column="${column}"]`) ?? null
}
