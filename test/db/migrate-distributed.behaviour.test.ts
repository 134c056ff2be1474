import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, it } from 'vitest'
import { createPool } from '../../src/db/client.ts'
import { distribute } from '../../src/db/distribute.ts'
import { migrate } from '../../src/db/migrate.ts'
import { createLog } from '../../src/log.ts'
import { createUser } from '../../src/users/users.ts'
import { databaseUrl, joinNodes } from '../../torture/harness/test-cluster.ts'
import { createEmptyDatabase } from '../support/database.ts'
import { whenOver } from '../support/when-over.ts'

const nodes = inject('nodes')
const migrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))
/** The first version that can be distributed. */
const first = '20261130082000_triggers_of_shards'

/** Adds a table of owners, one that belongs to nobody and is referred to, and a trigger. */
const later = `
CREATE TYPE "colour" AS ENUM ('RED', 'BLUE');
CREATE TABLE "palettes" ("id" UUID NOT NULL, CONSTRAINT "palettes_pkey" PRIMARY KEY ("id"));
CREATE TABLE "tags" ("owner_id" INTEGER NOT NULL, "list_id" UUID NOT NULL, "palette_id" UUID, "colour" "colour" NOT NULL,
  CONSTRAINT "tags_pkey" PRIMARY KEY ("owner_id", "list_id"));
CREATE INDEX "tags_colour" ON "tags" ("colour");
ALTER TABLE "tags" ADD CONSTRAINT "tags_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "tags" ADD CONSTRAINT "tags_list_fkey" FOREIGN KEY ("owner_id", "list_id") REFERENCES "lists"("owner_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "tags" ADD CONSTRAINT "tags_palette_id_fkey" FOREIGN KEY ("palette_id") REFERENCES "palettes"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
CREATE FUNCTION "paint"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.colour := 'BLUE'; RETURN NEW; END $$;
CREATE TRIGGER "painted" BEFORE INSERT ON "tags" FOR EACH ROW EXECUTE FUNCTION "paint"();
ALTER TABLE "lists" ADD COLUMN "palette_id" UUID;
ALTER TABLE "lists" ADD CONSTRAINT "lists_palette_id_fkey" FOREIGN KEY ("palette_id") REFERENCES "palettes"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;
UPDATE "lists" SET "name" = 'Renamed';`

describe.runIf(nodes.length > 1)('with Citus', () => {
  it('each migration since the first version that can be distributed runs on a distributed database', async () => {
    const { url } = await createEmptyDatabase()
    const name = new URL(url).pathname.slice(1)
    await joinNodes(nodes.map((node) => databaseUrl(node, name)))
    const folder = await mkdtemp(join(tmpdir(), 'leadstream-migrations-'))
    whenOver(() => rm(folder, { recursive: true, force: true }))
    const names = await readdir(migrations)
    const copy = (chosen: string[]) =>
      Promise.all(
        chosen.map((chosenName) => cp(join(migrations, chosenName), join(folder, chosenName), { recursive: true })),
      )

    await copy(names.filter((candidate) => candidate <= first))
    await migrate(url, folder)
    const pool = createPool(url, 2, createLog({ logLevel: 'error', logFormat: 'json' }))
    await distribute(pool, { dryRun: false })
    const { id } = await createUser(pool, { email: 'a@example.com', name: 'A', credits: 7 })
    await pool.query('INSERT INTO lists (id, owner_id, name) VALUES (gen_random_uuid(), $1, $2)', [id, 'Mine'])

    await copy(names)
    await mkdir(join(folder, '20990101000000_later'))
    await writeFile(join(folder, '20990101000000_later', 'migration.sql'), later)
    await migrate(url, folder)

    const { rows: tables } = await pool.query(
      `SELECT table_name::text AS name, citus_table_type AS type FROM citus_tables WHERE table_name::text IN ('tags', 'palettes') ORDER BY 1`,
    )
    expect(tables).toEqual([
      { name: 'palettes', type: 'reference' },
      { name: 'tags', type: 'distributed' },
    ])
    const { rows: lists } = await pool.query<{ id: string; name: string }>('SELECT id, name FROM lists')
    expect(lists).toMatchObject([{ name: 'Renamed' }])
    await pool.query(`INSERT INTO tags (owner_id, list_id, colour) VALUES ($1, $2, 'RED')`, [id, lists[0]?.id])
    expect((await pool.query('SELECT colour FROM tags')).rows).toEqual([{ colour: 'BLUE' }])
    await pool.end()
  })
})
