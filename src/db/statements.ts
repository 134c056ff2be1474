const statement = /(?:'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|[^;'"$/-]+|[^;])+/g

/** Returns the statements of an SQL script, each with the comments before it. */
export function statementsOf(sql: string): string[] {
  return (sql.match(statement) ?? []).map((text) => text.trim()).filter((text) => text !== '')
}
