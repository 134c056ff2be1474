/** What a spreadsheet program takes for a formula, full-width signs and white space before them included; apostrophes may stand before it. */
const formula = /^'*\s*[=+\-@\t\r\n＝＋－＠]/

/** A cell that a spreadsheet program shows as text, whatever it is; `unguardFormula` gives it back. */
export function guardFormula(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell
}

/** How some programs keep the leading zeros of a text: `="00123"`. */
const textFormula = /^="([^"]*)"$/

/** A cell without what keeps a spreadsheet program from taking it for a formula or a number. */
export function unguardFormula(cell: string): string {
  if (cell.startsWith("'") && formula.test(cell)) return cell.slice(1)
  return textFormula.exec(cell)?.[1] ?? cell
}
