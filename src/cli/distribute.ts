import type { Command } from 'commander'
import { distribute, type Step } from '../db/distribute.ts'
import { type CommonOptions, run } from './run.ts'

/** `distribute`. */
export function addDistributeCommand(program: Command): void {
  program
    .command('distribute')
    .description("Spread the database over the workers of a Citus cluster, each owner's rows on one of them")
    .option('--dry-run', 'only print what would be done')
    .option('--json', 'print the result as JSON')
    .action(({ dryRun = false, ...options }: CommonOptions & { dryRun?: boolean }) =>
      run(options, async (pool) => {
        const steps = await distribute(pool, { dryRun })
        return { json: { dryRun, steps }, text: textOf(steps, dryRun) }
      }),
    )
}

function textOf(steps: readonly Step[], dryRun: boolean): string {
  if (steps.length === 0) return 'The database is already distributed.'
  const lines = steps.flatMap(({ title, statements }) => [
    title,
    ...(dryRun ? statements.map((text) => `  ${text};`) : []),
  ])
  return [...lines, dryRun ? 'Nothing was changed.' : 'The database is distributed.'].join('\n')
}
