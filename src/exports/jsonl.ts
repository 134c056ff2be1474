import type { Cell, Export } from './export.ts'

/** Yields an export as JSON Lines: an object for each row, with custom fields in `custom`. */
export async function* jsonlOf({ columns, pages }: Export): AsyncGenerator<string> {
  for await (const page of pages()) yield page.map((row) => `${JSON.stringify(objectOf(columns, row))}\n`).join('')
}

function objectOf(columns: Export['columns'], row: readonly Cell[]): Record<string, unknown> {
  const object: Record<string, unknown> = {}
  const custom: [string, Cell][] = []
  columns.forEach((column, at) => {
    const cell = row[at] ?? null
    if (column.custom === undefined) object[column.field] = cell
    else if (cell !== null) custom.push([column.custom, cell])
  })
  return columns.some(({ field }) => field === 'custom') ? { ...object, custom: Object.fromEntries(custom) } : object
}
