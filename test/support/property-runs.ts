/** Returns how many cases to check a property with: `few`, or up to `full` when the variable `FC_RUNS` allows for more. */
export function runs(full: number, few = 200): { numRuns: number } {
  return { numRuns: Math.min(full, Number(process.env['FC_RUNS'] ?? few)) }
}
