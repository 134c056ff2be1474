import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type Command, Option } from 'commander'
import type { Api } from './api.ts'
import { CommandError } from './command-error.ts'
import { number } from './describe-import.ts'
import { findList } from './find-list.ts'
import { openBar } from './progress-bar.ts'
import { RowCount } from './row-count.ts'
import type { Result } from './run.ts'
import { addServerOptions, runOnServer, type ServerOptions } from './server-connection.ts'

const formats = ['csv', 'jsonl', 'xlsx'] as const
type Format = (typeof formats)[number]

interface ExportOptions extends ServerOptions {
  format?: Format
  type?: 'people' | 'companies'
  output?: string
}

/** `export`. */
export function addExportCommand(program: Command): void {
  addServerOptions(
    program
      .command('export')
      .description('Write the people or companies of a list to a file')
      .argument('<list>', 'name or id of the list')
      .addOption(new Option('--format <format>', 'default: that of the name of the file, or csv').choices(formats))
      .addOption(
        new Option('--type <type>', 'default: people, or companies if the list has no people').choices([
          'people',
          'companies',
        ]),
      )
      .option('-o, --output <file>', 'file to write, which is replaced if it exists; default: standard output'),
  ).action((list: string, options: ExportOptions) => runOnServer(options, (api) => runExport(api, list, options)))
}

async function runExport(api: Api, nameOrId: string, { output, json, ...options }: ExportOptions): Promise<Result> {
  if (json && output === undefined) {
    throw new CommandError('USAGE', 'With --json, name the file to write with -o.')
  }
  const { id, name, stats } = await findList(api, nameOrId)
  const type = options.type ?? (stats.people === 0 && stats.companies > 0 ? 'companies' : 'people')
  const format = options.format ?? formatOf(output)
  const content = api.download(`/lists/${id}/export.${format}?of=${type.toUpperCase()}`)
  const bytes =
    output === undefined
      ? await write(content, process.stdout, false)
      : await replace(output, json ? content : withProgress(content, format, stats[type]))
  return {
    json: { listId: id, name, type, format, file: output, bytes },
    text: output === undefined ? null : `Wrote the ${type} of ${name} to ${output}: ${number(bytes)} bytes.`,
  }
}

/** Yields the same content, and shows how many of the rows have come; of a workbook, how many bytes. */
async function* withProgress(
  content: AsyncIterable<Uint8Array>,
  format: Format,
  total: number,
): AsyncGenerator<Uint8Array> {
  const bar = openBar(process.stderr)
  const rows = new RowCount(format)
  let bytes = 0
  try {
    for await (const chunk of content) {
      yield chunk
      bytes += chunk.length
      rows.add(chunk)
      const processed = Math.min(rows.count, total)
      bar.show({ processed, total }, format === 'xlsx' ? `${number(bytes)} bytes` : `${number(processed)} rows`)
    }
    bar.show({ processed: total, total }, `${number(total)} rows`)
  } finally {
    bar.stop()
  }
}

function formatOf(output = ''): Format {
  const extension = extname(output).slice(1).toLowerCase()
  return formats.find((format) => format === extension) ?? 'csv'
}

/** Writes a file under another name until it is complete; returns its size in bytes. */
async function replace(path: string, content: AsyncIterable<Uint8Array>): Promise<number> {
  const partial = `${path}.part`
  try {
    const bytes = await write(content, createWriteStream(partial), true)
    await rename(partial, path)
    return bytes
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

async function write(content: AsyncIterable<Uint8Array>, output: NodeJS.WritableStream, end: boolean): Promise<number> {
  let bytes = 0
  const count = async function* () {
    for await (const chunk of content) {
      bytes += chunk.length
      yield chunk
    }
  }
  await pipeline(count, output, { end })
  return bytes
}
