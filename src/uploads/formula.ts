/** What a spreadsheet program takes for a formula, full-width signs and white space before them included; apostrophes may stand before it. */
const formula = /^'*\s*[=+\-@\t\r\n＝＋－＠]/

/** A cell that a spreadsheet program shows as text, whatever it is; `unguardFormula` gives it back. */
export function guardFormula(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell
}

/** A cell without the apostrophe that keeps a spreadsheet program from taking it for a formula. */
export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell
}
