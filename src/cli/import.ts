import { type Command, Option } from 'commander'
import type { Api } from './api.ts'
import { CommandError } from './command-error.ts'
import { describePreview, describeVerdicts } from './describe-import.ts'
import { findListByName } from './find-list.ts'
import { followRun } from './follow-run.ts'
import { type FileImport, importFile } from './import-file.ts'
import type { Preview } from './operations.ts'
import { openBar, silentBar } from './progress-bar.ts'
import type { Result } from './run.ts'
import { addServerOptions, runOnServer, type ServerOptions } from './server-connection.ts'

interface ImportOptions extends ServerOptions {
  list?: string
  listId?: string
  type?: 'people' | 'companies'
  sheet?: string
  overwrite?: true
  includeExisting?: true
}

/** `import`. */
export function addImportCommand(program: Command): void {
  addServerOptions(
    program
      .command('import')
      .description('Import a file with the suggested mapping, and follow it until it ends')
      .argument('<file>', '.csv, .tsv, .txt, .xlsx, .xls, .xlsb or .ods, gzipped or not')
      .option('--list <name>', 'list to import into; created if there is none of this name')
      .addOption(new Option('--list-id <id>', 'list to import into, by its id').conflicts('list'))
      .addOption(
        new Option('--type <type>', 'what the rows are; default: what they seem to be').choices([
          'people',
          'companies',
        ]),
      )
      .option('--sheet <name>', 'sheet of a workbook; default: the first one that has rows')
      .option('--overwrite', 'replace the values of leads that rows match; default: fill empty fields only')
      .option('--include-existing', 'also import leads that are in another of your lists, or whose company is blocked'),
  ).action((path: string, options: ImportOptions) => runOnServer(options, (api) => runImport(api, path, options)))
}

async function runImport(api: Api, path: string, options: ImportOptions): Promise<Result> {
  const list = await targetOf(api, options)
  const bar = () => (options.json ? silentBar : openBar(process.stderr))
  const onPreview = (preview: Preview) => {
    if (!options.json) process.stderr.write(`${describePreview(preview).join('\n')}\n`)
  }
  const { listId, runId, preview } = await importFile(api, requestOf(path, list, options), { bar: bar(), onPreview })
  const { dataType, personMapping, companyMapping, totalRows } = preview
  const { counts, warnings } = await followRun(api, runId, { bar: bar(), total: totalRows })
  return {
    json: { listId, runId, dataType, personMapping, companyMapping, counts, warnings },
    text: [`Imported ${path} into the list ${options.list ?? listId}:`, ...describeVerdicts(counts)].join('\n'),
    hint: `Id of the list: ${listId}, of the import: ${runId}`,
  }
}

async function targetOf(api: Api, { list: name, listId }: ImportOptions): Promise<FileImport['list']> {
  if (listId !== undefined) return { listId }
  if (name === undefined) throw new CommandError('USAGE', 'Name the list to import into with --list or --list-id.')
  const list = await findListByName(api, name)
  return list === null ? { name } : { listId: list.id }
}

function requestOf(
  path: string,
  list: FileImport['list'],
  { type, sheet, overwrite, includeExisting }: ImportOptions,
): FileImport {
  return {
    path,
    list,
    ...(type === undefined ? {} : { dataType: type === 'people' ? 'PEOPLE' : 'COMPANIES' }),
    ...(sheet === undefined ? {} : { sheet }),
    overwrite: overwrite === true,
    skipExisting: includeExisting !== true,
  }
}
