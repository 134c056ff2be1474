/** What a spreadsheet program takes for a formula, full-width signs and blanks before them included; apostrophes may stand before it. */
const formula = /^'*[\s\p{Cc}\p{Cf}]*[=+\-@\t\r\n＝＋－＠]/u

/**
 * What would be one for a program that ends the cell at a semicolon, a bar, a tab or a line break within it, as programs do
 * where those separate cells: the quotes around the cell do not count there.
 */
const split = /[;|\t\r\n](?=['"\p{Z}\p{Cf}\v\f]*[=+\-@＝＋－＠])/gu
const unsplit = /([;|\t\r\n])''(?=['"\p{Z}\p{Cf}\v\f]*[=+\-@＝＋－＠])/gu

/** A cell that a spreadsheet program shows as text, wherever it splits its line; `unguardFormula` gives it back. */
export function guardFormula(cell: string): string {
  // Two apostrophes within a cell, since one may well stand there already.
  const inner = cell.replace(split, "$&''")
  return formula.test(inner) ? `'${inner}` : inner
}

/** How some programs keep the leading zeros of a text: `="00123"`. */
const textFormula = /^="([^"]*)"$/

/** A cell without what keeps a spreadsheet program from taking it for a formula or a number. */
export function unguardFormula(cell: string): string {
  const inner = cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : (textFormula.exec(cell)?.[1] ?? cell)
  return inner.includes("''") ? inner.replace(unsplit, '$1') : inner
}
