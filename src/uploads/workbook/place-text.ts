/** Sets the text at an index, with empty texts before it where the row is shorter. */
export function placeText(row: string[], index: number, text: string): void {
  while (row.length < index) row.push('')
  row[index] = text
}
