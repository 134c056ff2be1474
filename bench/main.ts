import { Command, InvalidArgumentError } from 'commander'
import { benchImport } from './import.ts'

const rowsOption = ['--rows <n>', 'rows of the file', wholeNumber, 100_000] as const

const program = new Command('bench').description('Measures what the documents claim, as ratios within one run.')

program
  .command('import')
  .description('imports a CSV of people through the API, against COPY of the same finished rows and against createMany')
  .option(...rowsOption)
  .option('--rounds <n>', 'how often each side runs; the median counts', wholeNumber, 3)
  .option('--json', 'print JSON')
  .action(async ({ json, ...options }: { rows: number; rounds: number; json?: true }) => {
    const result = await benchImport(options)
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : table(result))
  })

await program.parseAsync()

function wholeNumber(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.')
  return value
}

function table(result: object): string {
  const entries = Object.entries(result)
  const width = Math.max(...entries.map(([name]) => name.length))
  return entries.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
}
