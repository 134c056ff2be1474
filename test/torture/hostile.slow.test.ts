import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { files, type UploadOutcome, uploadFile } from '../../torture/scenarios/files.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { corpusFolders } from '../support/corpus.ts'
import { expectHolds } from '../support/environment.ts'

const [found] = corpusFolders(join('nasty', 'index.json'))
const corpus = found ?? ''
const index = join(corpus, 'nasty', 'index.json')
const reason = 'set CORPUS_DIR to a corpus to run this'

it('mutated files are read or refused, and the server keeps working', async () => {
  const { read, refused } = await expectHolds(files)
  expect(Math.min(Number(read), Number(refused))).toBeGreaterThan(5)
})

describe.skipIf(!found)(`hostile files of other projects (${reason})`, () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startTestApp()
  })

  it('reads or refuses each hostile file of the corpus with a message, and leaves nothing behind', async () => {
    const all: { file: string; features: string[] }[] = JSON.parse(readFileSync(index, 'utf8')).files
    const hostile = all.filter(({ features }) => features.includes('HOSTILE'))
    expect(hostile.length).toBeGreaterThan(20)
    const { token, userId } = await app.createUser()
    const outcomes: Record<string, UploadOutcome> = {}
    await Promise.all(
      hostile.map(async ({ file }) => {
        const bytes = readFileSync(join(corpus, 'nasty', file))
        outcomes[file] = await uploadFile({ url: app.origin, token }, { fileName: file, bytes })
      }),
    )
    expect(Object.entries(outcomes).filter(([, outcome]) => 'fault' in outcome)).toEqual([])
    const read = Object.values(outcomes).filter((outcome) => 'rows' in outcome)
    expect(await app.prisma.upload.count({ where: { ownerId: userId } })).toBe(read.length)
  })
})
