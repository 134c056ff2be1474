import { Command, CommanderError } from 'commander'
import { addAccountCommands } from './account.ts'
import { addCreditsCommands } from './credits.ts'
import { fail } from './run.ts'
import { addTokenCommands } from './token.ts'
import { addUserCommands } from './user.ts'

const program = new Command('leadstream')
  .description('Administer a Leadstream server, on the database that its environment names')
  .exitOverride()
  // Said by `fail`, in one line and as JSON where that is asked for.
  .configureOutput({ outputError: () => {} })

addUserCommands(program)
addTokenCommands(program)
addCreditsCommands(program)
addAccountCommands(program)

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  if (error.code === 'commander.help') process.exitCode = 1
  else if (error.exitCode !== 0) {
    fail('USAGE', error.message.replace(/^error: /, ''), process.argv.includes('--json'))
  }
}
