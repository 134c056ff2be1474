import { Command, CommanderError } from 'commander'
import { addAccountCommands } from './account.ts'
import { addCreditsCommands } from './credits.ts'
import { addDistributeCommand } from './distribute.ts'
import { addDoctorCommand } from './doctor/doctor.ts'
import { addExportCommand } from './export.ts'
import { addImportCommand } from './import.ts'
import { addListsCommand } from './lists.ts'
import { fail } from './run.ts'
import { addTokenCommands } from './token.ts'
import { addUserCommands } from './user.ts'

/** Runs the command that the arguments name and prints its result or its error; an error sets the exit code to 1. */
export async function runCommand(args: readonly string[]): Promise<void> {
  const program = new Command('leadstream')
    .description(
      'Import and export leads through a running server, and administer one on its database, with the environment variables of the server.',
    )
    .exitOverride()
    // `fail` prints errors instead, on one line or as JSON.
    .configureOutput({ outputError: () => {} })

  addImportCommand(program)
  addExportCommand(program)
  addListsCommand(program)
  addUserCommands(program)
  addTokenCommands(program)
  addCreditsCommands(program)
  addAccountCommands(program)
  addDistributeCommand(program)
  addDoctorCommand(program)

  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.code === 'commander.help') process.exitCode = 1
    else if (error.exitCode !== 0) fail('USAGE', error.message.replace(/^error: /, ''), args.includes('--json'))
  }
}
