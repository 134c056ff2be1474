import { expect, it } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import { stageUpload } from '../../src/uploads/stage.ts'
import { collectGarbage } from '../support/collect-garbage.ts'
import { createDatabase } from '../support/database.ts'

const db = await createDatabase()
const staging = { pool: db.pool, config: { ...loadConfig({ DATABASE_URL: db.url }), maxUploadBytes: 60_000_000 } }
const { id: owner } = await db.prisma.user.create({ data: { email: 'ada@example.com', name: 'Ada' } })

async function* generated(size: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('id,name,note\n')
  const piece = Buffer.from('17,Ada Lovelace,"a note, with a comma"\n'.repeat(1_600))
  for (let sent = 0; sent < size; sent += piece.length) yield piece
}

it('keeps only a fraction of a big file in memory', async () => {
  const used = () => {
    collectGarbage()
    const { heapUsed, external } = process.memoryUsage()
    return heapUsed + external
  }
  const before = used()
  const samples: number[] = []
  async function* measured(): AsyncGenerator<Uint8Array> {
    let pieces = 0
    for await (const piece of generated(50_000_000)) {
      if (pieces++ % 50 === 0) samples.push(used() - before)
      yield piece
    }
  }
  const upload = await stageUpload(staging, owner, { fileName: null, content: measured() })
  expect(upload.byteSize).toBeGreaterThan(50_000_000n)
  expect(samples.length).toBeGreaterThan(10)
  expect(Math.max(...samples)).toBeLessThan(15_000_000)
})
