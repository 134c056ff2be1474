import { createList } from '../../src/lists/create.ts'
import type { Database } from './database.ts'

/** A person to add to a list. */
export interface Person {
  firstName?: string
  lastName?: string
  fullName?: string
  email?: string
  title?: string
  companyName?: string
  companyId?: bigint
  custom?: Record<string, string>
}

/** Adds people to a list as an import would; returns their ids in order. */
export async function addPeople(
  database: Pick<Database, 'pool' | 'prisma'>,
  ownerId: number,
  listId: string,
  people: readonly Person[],
): Promise<bigint[]> {
  const rows = await database.prisma.listRow.createManyAndReturn({
    data: people.map((person) => ({ ...person, ownerId, listId, source: 'CSV' as const, held: 0 })),
    select: { id: true },
  })
  return rows.map(({ id }) => id).toSorted((a, b) => (a < b ? -1 : 1))
}

/** Adds a company to a list and returns its id; `linkedinKey` is the slug of its LinkedIn page. */
export async function addCompany(
  { prisma }: Pick<Database, 'prisma'>,
  ownerId: number,
  listId: string,
  company: { name?: string; domain?: string; technologies?: string[]; linkedinKey?: string | null },
): Promise<bigint> {
  const [row] = await prisma.companyRow.createManyAndReturn({
    data: { ...company, domainKey: company.domain ?? null, ownerId, listId, source: 'CSV', importedAsLead: false },
    select: { id: true },
  })
  if (row === undefined) throw new Error('No company was added.')
  return row.id
}

/** Creates a list of `size` people, named `Person 1` and so on, and the company that they all work for. */
export async function createFilledList(
  database: Pick<Database, 'pool' | 'prisma'>,
  ownerId: number,
  name: string,
  size: number,
): Promise<string> {
  const listId = await createList(database.pool, ownerId, name)
  const companyId = await addCompany(database, ownerId, listId, { name: `Company of ${name}` })
  const people = Array.from({ length: size }, (_, index) => ({ fullName: `Person ${index + 1}`, companyId }))
  await addPeople(database, ownerId, listId, people)
  return listId
}

/** Creates a list of `size` people at one company. */
export async function createLongList(
  app: Pick<Database, 'pool' | 'prisma'>,
  ownerId: number,
  size: number,
): Promise<string> {
  const listId = await createList(app.pool, ownerId, 'A long list')
  const companyId = await addCompany(app, ownerId, listId, { name: 'Long Company', domain: 'long.example' })
  await app.prisma.companyRow.updateMany({
    where: { id: companyId },
    data: { industry: 'Forestry', employeeCount: 1_234 },
  })
  await app.pool.query(
    `INSERT INTO list_rows (owner_id, list_id, company_id, source, held, full_name, email, company_name, custom)
     SELECT $1, $2, $3, 'CSV', 0, 'Person ' || n, 'p' || n || '@long.example', 'Long Company', jsonb_build_object('Tier', 'Gold ' || n)
     FROM generate_series(1, $4) n`,
    [ownerId, listId, companyId, size],
  )
  return listId
}
