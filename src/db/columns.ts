/** Returns the name of the column that stores a field, such as `employee_count` for `employeeCount`. */
export function columnOf(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
