import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { createInterface } from 'node:readline'
import type pg from 'pg'
import { createClient } from './client.ts'
import { inEnvironment } from './environment.ts'
import { median, round2, timed } from './figures.ts'
import { processorSeconds } from './processor-time.ts'
import type { BuiltServer } from './server.ts'

/** Pages of 100 people a second. */
interface PageFigures {
  perSecond: number
  /** The same query in the plain recipe: Yoga, Pothos and Prisma as their guides combine them. */
  recipePerSecond: number
  /** The same rows with pg alone: one statement and `JSON.stringify`, without HTTP. */
  pgPerSecond: number
  /** perSecond / recipePerSecond; the goal is 3. */
  timesRecipe: number
  /** perSecond / pgPerSecond; the goal is 0.3. */
  shareOfPg: number
  /** Processor time of the server's process for a page, and of the recipe's, in milliseconds; NaN except on Linux. */
  cpuMs: number
  recipeCpuMs: number
  /** The same of the process that reads with pg. */
  pgCpuMs: number
  /** recipeCpuMs / cpuMs, and pgCpuMs / cpuMs, which other load changes little. */
  cpuTimesRecipe: number
  cpuShareOfPg: number
}

/** Pages of a list: ten fields; and these with the company and the total count. */
export interface ReadFigures {
  rows: number
  tenFields: PageFigures
  withCompanyAndCount: PageFigures
}

const fields = 'id firstName lastName fullName email title city country linkedinUrl companyName'
const queries = {
  tenFields: `query ($id: ID!) { list(id: $id) { rows(first: 100) { edges { node { ${fields} } } } } }`,
  withCompanyAndCount: `query ($id: ID!) {
    list(id: $id) { rows(first: 100) { totalCount edges { node { ${fields} company { id name domain industry } } } } }
  }`,
}
const columns = 'r.id, first_name, last_name, full_name, email, title, r.city, r.country, r.linkedin_url, company_name'
const statements = {
  tenFields: [`SELECT ${columns} FROM list_rows r WHERE list_id = $1 ORDER BY id LIMIT 100`],
  withCompanyAndCount: [
    `SELECT ${columns}, c.id AS company_id, c.name, c.domain, c.industry FROM list_rows r
     LEFT JOIN company_rows c ON c.owner_id = r.owner_id AND c.id = r.company_id
     WHERE r.list_id = $1 ORDER BY r.id LIMIT 100`,
    'SELECT count(*)::int FROM list_rows WHERE list_id = $1',
  ],
}

const concurrent = 4
/** After so many, V8 has compiled what matters. */
const pagesBefore = 200

/** Reads the first page of a list over and over: from the server, the recipe and pg in turns. */
export async function benchReads({ rows, seconds }: { rows: number; seconds: number }): Promise<ReadFigures> {
  return await inEnvironment(async ({ server, pool }) => {
    const { authorization } = await createClient(pool, server.url, 1)
    const listId = await fillList(pool, rows)
    const recipe = await startRecipe(pool)
    try {
      const figuresOf = (name: keyof typeof queries) =>
        compare(
          {
            server: {
              pid: server.pid,
              read: poster(`${server.url}/graphql`, authorization, queries[name], listId),
            },
            recipe: { pid: recipe.pid, read: poster(`${recipe.url}/graphql`, '', queries[name], listId) },
            pg: {
              pid: process.pid,
              read: async () => {
                const results = await Promise.all(statements[name].map((statement) => pool.query(statement, [listId])))
                return JSON.stringify(results.map(({ rows }) => rows)).length
              },
            },
          },
          seconds,
        )
      return {
        rows,
        tenFields: await figuresOf('tenFields'),
        withCompanyAndCount: await figuresOf('withCompanyAndCount'),
      }
    } finally {
      recipe.stop()
    }
  })
}

/** Returns a function that reads pages with ten fields from a server for some seconds. */
export async function readTenFields(server: BuiltServer, pool: pg.Pool): Promise<(seconds: number) => Promise<void>> {
  const { authorization } = await createClient(pool, server.url, 1)
  const read = poster(`${server.url}/graphql`, authorization, queries.tenFields, await fillList(pool, 1_000))
  return async (seconds) => void (await repeat(read, seconds))
}

type Read = () => Promise<number>

interface Side {
  /** The process that reads. */
  pid: number
  read: Read
}

async function compare(sides: { server: Side; recipe: Side; pg: Side }, seconds: number): Promise<PageFigures> {
  const server = { rates: [] as number[], cpu: 0, pages: 0 }
  const [recipe, pg] = [structuredClone(server), structuredClone(server)]
  const rounds = [
    [sides.server, server],
    [sides.recipe, recipe],
    [sides.pg, pg],
  ] as const
  for (const [{ read }] of rounds) await repeat(read, 1, pagesBefore)
  for (let round = 0; round < 5; round++) {
    for (const [{ pid, read }, measured] of rounds) {
      const before = await processorSeconds(pid)
      const { count, perSecond } = await repeat(read, seconds / 5)
      measured.cpu += (await processorSeconds(pid)) - before
      measured.pages += count
      measured.rates.push(perSecond)
    }
  }
  const perSecond = ({ rates }: typeof server) => median(rates)
  const cpuMs = ({ cpu, pages }: typeof server) => (cpu / pages) * 1_000
  return {
    perSecond: Math.round(perSecond(server)),
    recipePerSecond: Math.round(perSecond(recipe)),
    pgPerSecond: Math.round(perSecond(pg)),
    timesRecipe: round2(perSecond(server) / perSecond(recipe)),
    shareOfPg: round2(perSecond(server) / perSecond(pg)),
    cpuMs: round2(cpuMs(server)),
    recipeCpuMs: round2(cpuMs(recipe)),
    pgCpuMs: round2(cpuMs(pg)),
    cpuTimesRecipe: round2(cpuMs(recipe) / cpuMs(server)),
    cpuShareOfPg: round2(cpuMs(pg) / cpuMs(server)),
  }
}

/** Reads again and again, a few at a time, for some seconds and at least some pages. */
async function repeat(read: Read, seconds: number, pages = 1): Promise<{ count: number; perSecond: number }> {
  const end = performance.now() + seconds * 1_000
  let count = 0
  const taken = await timed(async () => {
    const readUntilEnd = async () => {
      while (performance.now() < end || count < pages) {
        await read()
        count++
      }
    }
    await Promise.all(Array.from({ length: concurrent }, readUntilEnd))
  })
  return { count, perSecond: count / taken }
}

/** Sends a query without reading more of the response than its status and size. */
function poster(url: string, authorization: string, query: string, id: string): Read {
  const agent = new Agent({ keepAlive: true })
  const body = JSON.stringify({ query, variables: { id } })
  const headers = { 'content-type': 'application/json', authorization, 'content-length': Buffer.byteLength(body) }
  return () =>
    new Promise((resolve, reject) => {
      const sending = request(url, { method: 'POST', agent, headers }, (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
        })
        response.on('end', () => {
          if (response.statusCode === 200 && bytes > 10_000) resolve(bytes)
          else reject(new Error(`${url}: status ${response.statusCode}, ${bytes} bytes.`))
        })
      })
      sending.on('error', reject)
      sending.end(body)
    })
}

/** Adds a list of people, five a company, to the only user, and returns its id. */
async function fillList(pool: pg.Pool, rows: number): Promise<string> {
  const listId = randomUUID()
  await pool.query(`INSERT INTO lists (id, owner_id, name) SELECT $1, id, 'Bench' FROM users`, [listId])
  await pool.query(
    `INSERT INTO company_rows (owner_id, list_id, source, imported_as_lead, name, domain, domain_key, industry, technologies)
     SELECT u.id, $1, 'CSV', false, 'Company ' || n, 'company-' || n || '.com', 'company-' || n || '.com', 'Software', '{}'
     FROM users u, generate_series(1, $2::int) n`,
    [listId, Math.ceil(rows / 5)],
  )
  await pool.query(
    `INSERT INTO list_rows (owner_id, list_id, company_id, source, first_name, last_name, full_name, email, title, city, country,
       linkedin_url, company_name, held)
     SELECT c.owner_id, $1, c.id, 'CSV', 'First' || n, 'Last' || n, 'First' || n || ' Last' || n,
       'person.' || n || '@' || c.domain, 'Head of Sales', 'Berlin', 'Germany', 'https://www.linkedin.com/in/person-' || n, c.name, 0
     FROM company_rows c, generate_series(1, 5) n WHERE c.list_id = $1`,
    [listId],
  )
  await pool.query('VACUUM ANALYZE list_rows, company_rows')
  return listId
}

async function startRecipe(pool: pg.Pool) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/recipe-process.ts'], {
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: pool.options.connectionString },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [url] = await once(createInterface(child.stdout), 'line')
  return { url: String(url), pid: child.pid ?? 0, stop: () => child.kill() }
}
