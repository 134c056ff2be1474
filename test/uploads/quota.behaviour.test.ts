import { tmpdir } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { stageUpload } from '../../src/uploads/stage.ts'
import { runScript } from '../../torture/harness/run-script.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { bearer, graphql } from '../support/graphql.ts'
import { workbook } from '../support/workbooks.ts'

const quota = 3_000_000
/** About 2 MB. */
const people = `name,note\n${`Ada Lovelace,${'x'.repeat(100)}\n`.repeat(17_500)}`

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ maxStagedBytesPerUser: quota })
})

async function put(token: string, body: string | Uint8Array<ArrayBuffer>) {
  const response = await fetch(`${app.origin}/uploads`, { method: 'PUT', headers: bearer(token), body })
  return { status: response.status, body: await response.json() }
}

async function staged(userId: number): Promise<{ uploads: number; bytes: number }> {
  const { rows } = await app.pool.query(
    'SELECT count(*)::int AS uploads, coalesce(sum(staged_bytes), 0)::int AS bytes FROM uploads WHERE owner_id = $1',
    [userId],
  )
  return rows[0]
}

const exceeded = {
  status: 413,
  body: {
    error: {
      code: 'UPLOAD_QUOTA_EXCEEDED',
      message:
        'Your uploads have reached the limit of 3 MB per user. Try again when older ones have expired: an upload is deleted about 25 hours after it was made.',
    },
  },
}

describe('the quota of a user', () => {
  it('refuses an upload that exceeds it, deletes what was staged of it, and leaves other users alone', async () => {
    const { token, userId } = await app.createUser()
    expect(await put(token, people)).toMatchObject({ status: 201 })
    expect(await put(token, people)).toEqual(exceeded)
    expect(await staged(userId)).toEqual({ uploads: 1, bytes: people.length - 'name,note\n'.length })
    expect(await put((await app.createUser()).token, people)).toMatchObject({ status: 201 })
  })

  it('holds for uploads that are received at once', async () => {
    const { token, userId } = await app.createUser()
    const all = await Promise.all(Array.from({ length: 4 }, () => put(token, people)))
    expect(all.filter(({ status }) => status === 201).length).toBeLessThan(2)
    expect((await staged(userId)).bytes).toBeLessThan(quota)
  })

  it('counts the bytes of a workbook', async () => {
    const { token } = await app.createUser()
    const noise = Array.from({ length: 8_000 }, (_, row) => [`${row}`, `${Math.random()} ${Math.random()}`])
    const bytes = new Uint8Array(workbook({ Leads: [['Name', 'Note'], ...noise] }, 'xlsx'))
    expect(await put(token, bytes)).toMatchObject({ status: 201 })
    const { rows } = await app.pool.query('SELECT byte_size::int AS size FROM workbooks')
    expect(rows).toEqual([{ size: bytes.length }])
  })

  it('is a typed error of a preview and of an import', async () => {
    const { token, userId } = await app.createUser({ credits: 10 })
    await put(token, people)
    await app.pool.query('UPDATE uploads SET staged_bytes = $2 WHERE owner_id = $1', [userId, quota])
    const query = graphql(app.url, token)
    const asked = '__typename ... on Error { code }'
    const csvText = 'name\nAda\n'
    const refused = { __typename: 'UploadQuotaExceededError', code: 'UPLOAD_QUOTA_EXCEEDED' }
    expect(
      await query(`mutation ($input: PreviewImportInput!) { previewImport(input: $input) { ${asked} } }`, {
        input: { csvText },
      }),
    ).toEqual({ previewImport: refused })
    expect(
      await query(
        `mutation ($input: CreateListWithImportInput!) { createListWithImport(input: $input) { ${asked} } }`,
        { input: { name: 'A', dataType: 'PEOPLE', csvText, personMapping: { fullName: 'name' } } },
      ),
    ).toEqual({ createListWithImport: refused })
  })
})

describe('a full disk', () => {
  const full = {
    status: 507,
    body: { error: { code: 'STORAGE_FULL', message: expect.stringContaining('disk space') } },
  }

  it('of Postgres refuses an upload and leaves nothing of it', async () => {
    const { token, userId } = await app.createUser()
    await runScript(
      app.pool,
      `
      CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE disk_full USING MESSAGE = 'could not extend file: No space left on device'; END $$;
      CREATE TRIGGER no_room AFTER INSERT ON upload_chunks FOR EACH STATEMENT EXECUTE FUNCTION no_room()`,
    )
    try {
      expect(await put(token, people)).toEqual(full)
      expect(
        await graphql(
          app.url,
          token,
        )('mutation { previewImport(input: { csvText: "name\\nAda" }) { __typename ... on Error { code } } }'),
      ).toEqual({ previewImport: { __typename: 'StorageFullError', code: 'STORAGE_FULL' } })
    } finally {
      await app.pool.query('DROP TRIGGER no_room ON upload_chunks')
    }
    expect(await staged(userId)).toEqual({ uploads: 0, bytes: 0 })
    expect(await put(token, people)).toMatchObject({ status: 201 })
  })

  it('is near when the disk of the embedded Postgres is below its reserve: uploads are refused before it is full', async () => {
    const { userId } = await app.createUser()
    async function* content() {
      yield Buffer.from('name\nAda\n')
    }
    const stage = (databaseUrl: string | null, minFreeDiskBytes: number) => {
      const config = { ...app.config, databaseUrl, minFreeDiskBytes, dataDir: tmpdir() }
      return stageUpload({ pool: app.pool, config }, userId, { fileName: null, content: content() })
    }
    await expect(stage(null, 1e18)).rejects.toMatchObject({ code: 'STORAGE_FULL' })
    expect(await staged(userId)).toEqual({ uploads: 0, bytes: 0 })
    await stage(null, 1)
    await stage(app.config.databaseUrl, 1e18)
    expect(await staged(userId)).toMatchObject({ uploads: 2 })
  })
})
