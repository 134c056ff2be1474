/** Matches text that a spreadsheet program evaluates as a formula, full-width signs and leading blanks included, after any apostrophes. */
const formula = /^'*[\s\p{Cc}\p{Cf}]*[=+\-@\t\r\n＝＋－＠]/u

/**
 * Matches what would be a formula in a program that ends the cell at a semicolon, bar, tab or line break inside it. Programs that
 * use these as delimiters do so, because they ignore the quotes around the cell.
 */
const split = /[;|\t\r\n](?=['"\p{Z}\p{Cf}\v\f]*[=+\-@＝＋－＠])/gu
const unsplit = /([;|\t\r\n])''(?=['"\p{Z}\p{Cf}\v\f]*[=+\-@＝＋－＠])/gu

/** Returns a cell that spreadsheet programs show as text, wherever they split its line; `unguardFormula` reverses it. */
export function guardFormula(cell: string): string {
  // Two apostrophes inside a cell, because a single one is common there.
  const inner = cell.replace(split, "$&''")
  return formula.test(inner) ? `'${inner}` : inner
}

/** Matches the way some programs keep leading zeros: `="00123"`. */
const textFormula = /^="([^"]*)"$/

/** Returns a cell without the characters that keep a spreadsheet program from taking it for a formula or a number. */
export function unguardFormula(cell: string): string {
  const inner = cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : (textFormula.exec(cell)?.[1] ?? cell)
  return inner.includes("''") ? inner.replace(unsplit, '$1') : inner
}
