import type { Command } from 'commander'
import { readEnvironment } from '../config.ts'
import { type Api, openApi } from './api.ts'
import { CommandError } from './command-error.ts'
import { type CommonOptions, print, type Result } from './run.ts'

/** The options of commands that talk to a running server. */
export interface ServerOptions extends CommonOptions {
  url?: string
  token?: string
}

const defaultUrl = 'http://localhost:4000'
/** The exit code of a process that Ctrl-C ends. */
const interrupted = 130

/** Adds the options of commands that talk to a running server. */
export function addServerOptions(command: Command): Command {
  return command
    .option('--url <url>', `URL of the server; default: LEADSTREAM_URL, or ${defaultUrl}`)
    .option('--token <token>', 'API token; default: LEADSTREAM_TOKEN')
    .option('--json', 'print the result as JSON, without progress')
}

/** Runs a command on a running server and prints its result, or its error on one line. */
export async function runOnServer(options: ServerOptions, command: (api: Api) => Promise<Result>): Promise<void> {
  // The progress bar handles the signal too, to show the cursor again.
  process.once('SIGINT', () => setImmediate(() => process.exit(interrupted)))
  await print(options, () => command(connect(options)))
}

function connect(options: ServerOptions): Api {
  const { LEADSTREAM_URL, LEADSTREAM_TOKEN } = readEnvironment()
  const token = options.token || LEADSTREAM_TOKEN
  if (!token) {
    throw new CommandError(
      'UNAUTHENTICATED',
      'Set LEADSTREAM_TOKEN or --token to an API token. To create one, run `token create` on the server.',
    )
  }
  return openApi(originOf(options.url || LEADSTREAM_URL || defaultUrl), token)
}

/** Returns the base of the server's URLs, which may be given as that of `/graphql`. */
function originOf(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) {
    throw new CommandError(
      'INVALID_URL',
      `${text} is not the URL of a server. Set LEADSTREAM_URL or --url to one such as https://leads.example.com.`,
    )
  }
  const { origin, pathname } = new URL(text)
  return origin + pathname.replace(/(\/graphql)?\/*$/, '')
}
