/** Adds a value to the parameters of a statement and returns its placeholder, such as `$3`. */
export type Bind = (value: unknown) => string

/** Returns the SQL of a condition on the columns of one table, with its values bound. */
export type Condition = (bind: Bind) => string

/** Returns a `bind` that appends to the parameters of a statement. */
export function binderOf(values: unknown[]): Bind {
  return (value) => `$${values.push(value)}`
}

/** Returns the text and the values of a condition, which together distinguish it from any other. */
export function textOf(condition: Condition): string {
  const values: unknown[] = []
  return JSON.stringify([condition(binderOf(values)), values])
}
