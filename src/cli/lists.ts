import type { Command } from 'commander'
import { pluralize } from '../uploads/pluralize.ts'
import { readLists } from './find-list.ts'
import { addServerOptions, runOnServer, type ServerOptions } from './server-connection.ts'

/** `lists`. */
export function addListsCommand(program: Command): void {
  addServerOptions(program.command('lists').description('Show your lists, newest first')).action(
    (options: ServerOptions) =>
      runOnServer(options, async (api) => {
        const lists = await readLists(api)
        const lines = lists.map(
          ({ id, name, stats }) =>
            `${id}  ${name}  ${pluralize(stats.people, 'person', 'people')}, ${pluralize(stats.companies, 'company', 'companies')}`,
        )
        return { json: { lists }, text: lines.join('\n') || 'You have no list.' }
      }),
  )
}
