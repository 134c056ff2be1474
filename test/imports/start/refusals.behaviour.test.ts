import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { upload } from '../../support/graphql.ts'
import { createImporter, type Importer } from '../../support/imports.ts'

// Without a worker, so that what is accepted stays as it was accepted.
const app = await startTestApp({ role: 'api', maxUploadBytes: 1_000_000 })

const preview = `mutation ($input: PreviewImportInput!) { previewImport(input: $input) {
  __typename
  ... on Error { message code }
  ... on InvalidInputError { field }
  ... on UnreadableFileError { line }
  ... on PreviewImportPayload { uploadId }
} }`
const create = `mutation ($input: CreateListWithImportInput!) { createListWithImport(input: $input) {
  __typename
  ... on Error { message code }
  ... on InvalidInputError { field }
  ... on UnreadableFileError { line }
  ... on InvalidMappingError { mapped: field column }
  ... on InsufficientCreditsError { required available }
} }`

const csv = 'Name,Mail,Notes\nJane,jane@acme.example,hi\n'
const good = {
  name: 'A list',
  dataType: 'PEOPLE',
  csvText: csv,
  personMapping: { fullName: 'Name', email: 'Mail' },
}
const large = `Mail\n${'a@b.example\n'.repeat(100_000)}`
const tooLarge = { message: 'The file is larger than 1 MB.', line: null }

/** Has credits left; so has a run that was started with the key `used`. */
let rich: Importer
/** Has none left: its run took the only one. */
let poor: Importer
let ids: Record<'mine' | 'theirs' | 'expired', string>

beforeAll(async () => {
  rich = await createImporter(app, 10)
  poor = await createImporter(app, 1)
  for (const user of [rich, poor]) {
    const answer = await user.query(create, { input: { ...good, idempotencyKey: 'used' } })
    expect(answer).toMatchObject({ createListWithImport: { __typename: 'CreateListWithImportPayload' } })
  }
  ids = { mine: await stage(rich), theirs: await stage(poor), expired: await stage(rich) }
  await app.pool.query("UPDATE uploads SET expires_at = now() - interval '1 second' WHERE id = $1", [ids.expired])
})

async function stage(user: Importer): Promise<string> {
  const input = { csvText: csv }
  const { previewImport } = await user.query<{ previewImport: { uploadId: string } }>(preview, { input })
  return previewImport.uploadId
}

/** How much of everything there is. */
async function footprint(): Promise<Record<string, string>> {
  const tables = 'lists list_rows company_rows import_runs import_outcomes credit_entries uploads upload_chunks'.split(
    ' ',
  )
  const { rows } = await app.pool.query(
    `SELECT ${tables.map((table) => `(SELECT count(*) FROM ${table}) AS ${table}`).join(', ')},
       (SELECT sum(reserved) FROM credit_accounts) AS reserved, (SELECT count(*) FROM graphile_worker.jobs) AS jobs`,
  )
  return rows[0]
}

/** The answer of what must change nothing. */
async function unmoved<T>(ask: () => Promise<T>): Promise<T> {
  const before = await footprint()
  const answer = await ask()
  expect(await footprint()).toEqual(before)
  return answer
}

describe('createListWithImport refuses, and leaves nothing behind,', () => {
  const invalid = (field: string) => ({ __typename: 'InvalidInputError', code: 'INVALID_INPUT', field })
  const unmapped = (mapped: string | null, column: string | null = null) => ({
    __typename: 'InvalidMappingError',
    code: 'INVALID_MAPPING',
    mapped,
    column,
  })
  const unreadable = (expected: object = {}) => ({
    __typename: 'UnreadableFileError',
    code: 'UNREADABLE_FILE',
    ...expected,
  })
  const custom = (name: string) => ({ personMapping: { fullName: 'Name', custom: [{ column: 'Notes', name }] } })

  it.each<[what: string, input: object, expected: object]>([
    ['a blank name', { name: ' \t\n' }, invalid('name')],
    ['an empty name', { name: '' }, invalid('name')],
    ['a name that is too long', { name: 'x'.repeat(201) }, invalid('name')],
    ['a text and an upload', { uploadId: randomUUID() }, invalid('csvText')],
    ['neither a text nor an upload', { csvText: null }, invalid('csvText')],
    ['an empty key', { idempotencyKey: '' }, invalid('idempotencyKey')],
    ['a key that is too long', { idempotencyKey: 'x'.repeat(256) }, invalid('idempotencyKey')],
    ['a wait that is negative', { waitSeconds: -1 }, invalid('waitSeconds')],
    ['a wait that is too long', { waitSeconds: 31 }, invalid('waitSeconds')],
    ['an empty text', { csvText: '' }, unreadable({ message: 'The file is empty.', line: null })],
    ['a text of blanks', { csvText: ' \n\t\n\n' }, unreadable()],
    ['a header without rows', { csvText: 'Name,Mail\n\n \n' }, unreadable({ line: 1 })],
    ['a binary file as text', { csvText: '%PDF-1.7\n1 0 obj\n' }, unreadable()],
    ['control characters as text', { csvText: '\x01\x02\x03\x04,\x05\n'.repeat(20) }, unreadable()],
    ['a text over the limit', { csvText: large }, unreadable(tooLarge)],
    ['people without a mapping', { personMapping: null }, unmapped(null)],
    [
      'people with a mapping of companies alone',
      { personMapping: null, companyMapping: { name: 'Name' } },
      unmapped(null),
    ],
    ['companies with a mapping of people alone', { dataType: 'COMPANIES' }, unmapped(null)],
    ['an absent column', { personMapping: { fullName: 'Name', email: 'E-Mail' } }, unmapped('email', 'E-Mail')],
    ['a column in another case', { personMapping: { fullName: 'name' } }, unmapped('fullName', 'name')],
    ['an empty column', { personMapping: { fullName: 'Name', email: '' } }, unmapped('email', '')],
    ['an absent column of the company', { companyMapping: { domain: 'Site' } }, unmapped('domain', 'Site')],
    [
      'an absent column under a custom name',
      { personMapping: { fullName: 'Name', custom: [{ column: '__proto__', name: 'x' }] } },
      unmapped('custom', '__proto__'),
    ],
    ['a blank custom name', custom(' '), unmapped('custom')],
    [
      'two columns under one custom name',
      {
        personMapping: {
          fullName: 'Name',
          custom: [
            { column: 'Notes', name: 'x' },
            { column: 'Name', name: 'x' },
          ],
        },
      },
      unmapped('custom'),
    ],
    [
      'a mapping of people without an identifying field',
      { personMapping: { title: 'Notes', companyName: 'Name' } },
      unmapped('fullName'),
    ],
    ['an empty mapping', { personMapping: {} }, unmapped('fullName')],
    [
      'a mapping of companies without an identifying field',
      { dataType: 'COMPANIES', companyMapping: { industry: 'Notes' } },
      unmapped('name'),
    ],
  ])('%s', async (_what, input, expected) => {
    const answer = await unmoved(() => rich.query(create, { input: { ...good, ...input } }))
    expect(answer).toEqual({ createListWithImport: expect.objectContaining(expected) })
  })

  it("createListWithImport rejects an absent, malformed, expired and another user's upload with the same message", async () => {
    for (const uploadId of [randomUUID(), 'nonsense', '', ids.expired, ids.theirs]) {
      const input = { ...good, csvText: null, uploadId }
      const answer = await unmoved(() => rich.query(create, { input }))
      expect(answer, uploadId).toEqual({
        createListWithImport: {
          __typename: 'UploadNotFoundError',
          code: 'UPLOAD_NOT_FOUND',
          message: 'Upload not found. It may have expired: preview the file again.',
        },
      })
    }
  })

  it('createListWithImport rejects a user without credits', async () => {
    for (const source of [{}, { csvText: null, uploadId: ids.theirs }]) {
      const answer = await unmoved(() => poor.query(create, { input: { ...good, ...source } }))
      expect(answer).toEqual({
        createListWithImport: {
          __typename: 'InsufficientCreditsError',
          code: 'INSUFFICIENT_CREDITS',
          message: expect.stringMatching(/^Insufficient credits/),
          required: 1,
          available: 0,
        },
      })
    }
  })

  const faults = [
    {
      fault: 'a key of another input',
      input: { idempotencyKey: 'used', waitSeconds: 1, dataType: 'COMPANIES' },
      answer: 'IdempotencyConflictError',
    },
    { fault: 'a blank name', input: { name: ' ' }, answer: 'InvalidInputError', field: 'name' },
    { fault: 'two sources', input: { uploadId: 'x' }, answer: 'InvalidInputError', field: 'csvText' },
    { fault: 'an unreadable file', input: { csvText: 'Name\n' }, answer: 'UnreadableFileError' },
    {
      fault: 'an absent column',
      input: { personMapping: { fullName: 'No' }, companyMapping: { name: 'No' } },
      answer: 'InvalidMappingError',
    },
    { fault: 'no credits', input: {}, answer: 'InsufficientCreditsError' },
  ]
  const pairs = faults.flatMap((earlier, at) => faults.slice(at + 1).map((later) => ({ earlier, later })))

  it.each(pairs)('createListWithImport reports $earlier.fault before $later.fault', async ({ earlier, later }) => {
    const user = later.fault === 'no credits' ? poor : rich
    const input = { ...good, ...later.input, ...earlier.input }
    const answer = await unmoved(() => user.query(create, { input }))
    const field = earlier.field === undefined ? {} : { field: earlier.field }
    expect(answer).toMatchObject({ createListWithImport: { __typename: earlier.answer, ...field } })
  })

  it('createListWithImport accepts a repeated call, even if it would be rejected now', async () => {
    const answer = await unmoved(() => poor.query(create, { input: { ...good, idempotencyKey: 'used' } }))
    expect(answer).toEqual({ createListWithImport: { __typename: 'CreateListWithImportPayload' } })
  })
})

describe('previewImport refuses, and leaves nothing behind,', () => {
  it.each([
    ['no source', {}],
    ['null for all', { file: null, csvText: null, uploadId: null }],
    ['a text and an upload', { csvText: csv, uploadId: randomUUID() }],
  ])('%s', async (_what, input) => {
    const answer = await unmoved(() => rich.query(preview, { input }))
    expect(answer).toMatchObject({
      previewImport: { __typename: 'InvalidInputError', code: 'INVALID_INPUT', field: 'file' },
    })
  })

  it.each([
    ['an empty text', '', { line: null }],
    ['a header without rows', 'Name\n', { line: 1 }],
    ['a binary file as text', '\x7fELF\x02\x01\x01', { line: null }],
    ['a text over the limit', large, tooLarge],
  ])('%s', async (_what, csvText, expected) => {
    const answer = await unmoved(() => rich.query(preview, { input: { csvText } }))
    expect(answer).toMatchObject({
      previewImport: { __typename: 'UnreadableFileError', code: 'UNREADABLE_FILE', ...expected },
    })
  })

  it("previewImport rejects an absent, malformed, expired and another user's upload with the same message", async () => {
    const answers = new Set<string>()
    for (const uploadId of [randomUUID(), 'nonsense', ids.expired, ids.theirs]) {
      answers.add(JSON.stringify(await unmoved(() => rich.query(preview, { input: { uploadId } }))))
    }
    expect([...answers]).toEqual([expect.stringContaining('"UPLOAD_NOT_FOUND"')])
  })

  const send = (content: Blob | string, input: object = {}) =>
    upload(
      app.url,
      { query: preview, variables: { input: { ...input, file: null } } },
      { path: 'variables.input.file', name: 'people.csv', content },
      rich.token,
    )

  it.each([
    ['that is empty', '', { message: 'The file is empty.' }],
    ['of random bytes', new Blob([new Uint8Array(randomBytes(50_000))]), {}],
    ['of a picture', new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])]), {}],
    ['a little over the limit', large, tooLarge],
    // The form itself is cut here, before the file has been counted.
    ['far over the limit', large.repeat(2), tooLarge],
  ])('previewImport rejects a file %s', async (_what, content, expected) => {
    const { body } = await unmoved(() => send(content))
    expect(body).toMatchObject({
      data: { previewImport: { __typename: 'UnreadableFileError', code: 'UNREADABLE_FILE', ...expected } },
    })
  })

  it('previewImport rejects a file together with a text', async () => {
    const { body } = await send(csv, { csvText: csv })
    expect(body).toMatchObject({ data: { previewImport: { __typename: 'InvalidInputError', field: 'file' } } })
  })
})

describe('previewImport', () => {
  it('stores an upload and nothing else, and the same upload is previewed again without another', async () => {
    const before = await footprint()
    const uploadId = await stage(rich)
    const after = await footprint()
    expect({ ...after, uploads: before['uploads'], upload_chunks: before['upload_chunks'] }).toEqual(before)
    expect(Number(after['uploads'])).toBe(Number(before['uploads']) + 1)
    expect(await unmoved(() => rich.query(preview, { input: { uploadId } }))).toEqual({
      previewImport: { __typename: 'PreviewImportPayload', uploadId },
    })
  })
})
