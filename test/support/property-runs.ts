/** Returns how many cases to check a property with: `few`, or up to `full` when the variable `FC_RUNS` allows for more. */
export function runs(full: number, few = 200): { numRuns: number } {
  return { numRuns: Math.min(full, Number(process.env['FC_RUNS'] ?? few)) }
}

/** Returns all cases of a sweep when the variable `FC_RUNS` allows for as many, and `few`, spread over them, otherwise. */
export function sample<Case>(cases: readonly Case[], few: number): Case[] {
  const step = Math.ceil(cases.length / runs(cases.length, few).numRuns)
  return cases.filter((_, index) => index % step === 0)
}
