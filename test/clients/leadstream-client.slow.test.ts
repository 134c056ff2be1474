import { copyFileSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { graphql } from '../support/graphql.ts'
import { importInput } from '../support/imports.ts'
import { waitFor } from '../support/wait-for.ts'
import { type ClientFolder, compiler, createClientFolder, documentedFiles } from './client-folder.ts'
import { startProxy } from './proxy.ts'

let folder: ClientFolder
beforeAll(async () => {
  folder = await createClientFolder()
})

it('the client is smaller than 15 kB without graphql-ws, and installs nothing else but types', async () => {
  const installed = join(folder.path, 'node_modules/@leadstream/client')
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: true,
      lib: { entry: join(installed, 'dist/client.js'), formats: ['es'] },
      rolldownOptions: { external: 'graphql-ws' },
    },
  })
  const chunks = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  const size = chunks.reduce((sum, chunk) => sum + (chunk.type === 'chunk' ? Buffer.byteLength(chunk.code) : 0), 0)
  expect(size).toBeGreaterThan(5_000)
  expect(size).toBeLessThan(15_000)
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  expect(Object.keys(dependencies)).toEqual(['@graphql-typed-document-node/core', 'graphql-ws'])
})

it('operations, their variables and their results are typed', async () => {
  folder.write(
    'typed.ts',
    `import { createClient, ImportRunDocument, ListsDocument, payloadOf, PreviewImportDocument, ViewerDocument } from '@leadstream/client'
    const client = createClient({ url: '', token: '' })
    export const { viewer, lists } = { ...(await client.request(ViewerDocument)), ...(await client.request(ListsDocument)) }
    const { importRun } = await client.request(ImportRunDocument, { runId: '1' })
    export const total: number | null | undefined = importRun?.counts.total
    // @ts-expect-error The variable is required.
    await client.request(ImportRunDocument)
    // @ts-expect-error The variable is an id.
    await client.request(ImportRunDocument, { runId: {} })
    // @ts-expect-error The field was not selected.
    export const { id } = (await client.request(ViewerDocument)).viewer?.nothing
    const { previewImport } = await client.request(PreviewImportDocument, { input: { csvText: 'a' } })
    // @ts-expect-error The result may be a refusal.
    previewImport.uploadId
    export const uploadId: string = payloadOf(previewImport).uploadId
    await client.importFile(new Blob([]), { dataType: 'PEOPLE', personMapping: { fullName: 'Name' } })
    // @ts-expect-error It is no type of rows.
    await client.importFile(new Blob([]), { dataType: 'PERSONS' })
    for await (const { status } of client.watchRun('1')) status satisfies string
    `,
  )
  await folder.run([...compiler, '--noEmit'])
})

it('the errors of the server have a code', async () => {
  const app = await startTestApp()
  const { token } = await app.createUser({ credits: 0 })
  folder.write(
    'errors.mjs',
    `import { createClient, ViewerDocument } from '@leadstream/client'
    import { WebSocket } from 'ws'
    const { LEADSTREAM_URL: url, LEADSTREAM_TOKEN: token } = process.env
    const file = new File(['Name,Email,Company\\nAda,ada@a.example,A\\n'], 'people.csv')
    const client = createClient({ url, token, webSocketImpl: WebSocket })
    const stranger = createClient({ url, token: 'ls_x', webSocketImpl: WebSocket })
    const empty = new File([''], 'empty.csv')
    const attempts = [
      () => client.importFile(file),
      () => client.importFile(empty),
      () => client.watchRun('00000000-0000-4000-8000-000000000000').next(),
      () => stranger.request(ViewerDocument),
      () => stranger.uploadFile(file),
      () => stranger.watchRun('1').next(),
      () => createClient({ url: url.replace('/graphql', '/nowhere'), token }).request(ViewerDocument),
    ]
    for (const attempt of attempts) {
      await attempt().then(
        () => console.log('nothing'),
        ({ name, code, details }) => console.log([name, code, details.required].filter(Boolean).join(' ')),
      )
    }`,
  )
  const lines = await folder.run([process.execPath, 'errors.mjs'], { LEADSTREAM_URL: app.url, LEADSTREAM_TOKEN: token })
  expect(lines).toEqual([
    'LeadstreamError INSUFFICIENT_CREDITS 1',
    'LeadstreamError UNREADABLE_FILE',
    'LeadstreamError RUN_NOT_FOUND',
    'LeadstreamError UNAUTHENTICATED',
    'LeadstreamError UNAUTHENTICATED',
    'LeadstreamError UNAUTHENTICATED',
    'LeadstreamError HTTP_404',
  ])
})

it('watchRun reconnects after the connection was lost, and ends with the run', async () => {
  // Without a worker the run stays queued until it is cancelled.
  const app = await startTestApp({ role: 'api' })
  const { token } = await app.createUser({ credits: 10 })
  const query = graphql(app.url, token)
  const { createListWithImport } = await query<{ createListWithImport: { runId: string } }>(
    `mutation ($input: CreateListWithImportInput!) {
      createListWithImport(input: $input) { ... on CreateListWithImportPayload { runId } }
    }`,
    { input: { ...importInput('fullName,email\nAda,ada@a.example\n'), waitSeconds: 0 } },
  )
  const { runId } = createListWithImport
  const proxy = await startProxy(app.origin)
  folder.write(
    'watch.mjs',
    `import { createClient } from '@leadstream/client'
    import { WebSocket } from 'ws'
    const { LEADSTREAM_URL: url, LEADSTREAM_TOKEN: token, RUN: runId } = process.env
    const client = createClient({ url, token, webSocketImpl: WebSocket })
    for await (const { status } of client.watchRun(runId)) console.log(status)`,
  )
  const watched = folder.run([process.execPath, 'watch.mjs'], {
    LEADSTREAM_URL: `http://127.0.0.1:${proxy.port}/graphql`,
    LEADSTREAM_TOKEN: token,
    RUN: runId,
  })
  await waitFor(() => proxy.received().includes('"QUEUED"'))
  proxy.cut()
  await waitFor(() => proxy.received().includes('"QUEUED"'))
  await query('mutation ($input: CancelImportInput!) { cancelImport(input: $input) { __typename } }', {
    input: { runId },
  })
  expect(await watched).toEqual(['QUEUED', 'CANCELLED'])
})

describe('the programs of the documentation', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
    for (const [name, content] of documentedFiles()) folder.write(name, content)
    copyFileSync('schema.graphql', join(folder.path, 'schema.graphql'))
    const codegen = resolve('node_modules/@graphql-codegen/cli/esm/bin.js')
    await folder.run([process.execPath, codegen, '--config', 'codegen.json'])
    await folder.run(compiler)
  })

  /** Runs a program of the documentation as a new user; returns what it prints, and the user's client. */
  async function run(command: string, program: string) {
    const { token } = await app.createUser({ credits: 10 })
    return { token, lines: await folder.run([command, program], { LEADSTREAM_URL: app.url, LEADSTREAM_TOKEN: token }) }
  }

  it.each(['apollo', 'urql', 'graphql-request', 'graphql-ws', 'graphql-sse'])(
    'the program with %s reads the credits, uploads a file and follows its import to the end',
    async (name) => {
      const { lines } = await run(process.execPath, `${name}.js`)
      expect(lines[0]).toBe('Credits: 10')
      expect(lines.at(-1)).toBe('COMPLETED: 3 of 3')
    },
  )

  it('the program with the client of Leadstream shows the upload, the preview and the import', async () => {
    const { lines } = await run(process.execPath, 'import.js')
    const size = Buffer.byteLength(documentedFiles().get('people.csv') ?? '')
    expect(lines.slice(0, 2)).toEqual([
      `Uploaded ${size} of ${size} bytes`,
      expect.stringContaining('3 rows, PEOPLE: '),
    ])
    expect(lines.at(-1)).toBe('COMPLETED: 3 of 3')
  })

  it.each(['relay', 'tada', 'genql'])(
    'the program with %s generates its code, reads the credits, uploads a file and follows its import to the end',
    async (name) => {
      const { lines } = await run('bash', `${name}.sh`)
      const progress = lines.filter((line) => /^(Credits: |[A-Z]+: \d)/.test(line))
      expect(progress[0]).toBe('Credits: 10')
      expect(progress.at(-1)).toBe('COMPLETED: 3 of 3')
      if (name !== 'relay') return
      // The last page of the connection, which is refetched by `node`.
      expect(lines.at(-1)).toBe('Ada Lovelace of Analytical Engines, Grace Hopper of Compilers, Alan Turing of Bombe')
    },
  )

  it.each(['relay', 'tada', 'genql'])('the results in the program with %s are typed', async (name) => {
    const [generate = ''] = documentedFiles().get(`${name}.sh`)?.split('\n') ?? []
    await folder.run(['bash', '-c', generate])
    const config = { extends: './tsconfig.bundled.json', include: [`${name}.ts`] }
    folder.write('tsconfig.program.json', JSON.stringify(config))
    const check = () => folder.run([...compiler, '-p', 'tsconfig.program.json'])
    await check()
    const program = documentedFiles().get(`${name}.ts`) ?? ''
    folder.write(`${name}.ts`, program.replace('credits.available', 'credits.nothing'))
    await expect(check()).rejects.toThrow("Property 'nothing' does not exist")
    folder.write(`${name}.ts`, program)
  })

  it('a document of GraphQL Code Generator is sent by the client', async () => {
    expect((await run(process.execPath, 'names.codegen.js')).lines).toEqual(['0 lists:'])
  })

  it('curl imports a file and follows the import to its end', async () => {
    const { lines } = await run('bash', 'curl.sh')
    expect(lines.join('\n')).toMatch(/"credits":\{"balance":10.*"status":"COMPLETED".*"processed":3.*event: complete/s)
  })

  it('the program of the documentation imports a file with live progress, in twenty lines', () => {
    const code = documentedFiles().get('import.ts') ?? ''
    expect(code.split('\n').filter((line) => line !== '').length).toBeLessThanOrEqual(20)
  })
})
