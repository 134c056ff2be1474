/** Leaves out what is null or absent, so that defaults apply. */
export function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
}

/** Returns the input of an import for GraphQL, whose types are in upper case. */
export function importInput({ dataType, ...rest }: { dataType: string } & Record<string, unknown>) {
  return { dataType: dataType.toUpperCase(), ...given(rest) }
}
