/** Sets the text at an index, and pads a shorter row with empty texts. */
export function placeText(row: string[], index: number, text: string): void {
  while (row.length < index) row.push('')
  row[index] = text
}
