/** Returns a count with its noun: "1 row", "2,000 rows". */
export function pluralize(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`
}
