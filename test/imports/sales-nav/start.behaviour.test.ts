import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type LinkedInApp, startLinkedInApp } from '../../support/linkedin.ts'
import { countJobs, creditsOf } from '../../support/runs.ts'
import { createSearcher, giveAccount, removeAccount, type Searcher, searchFor } from '../../support/searches.ts'

// Without a worker, so that runs stay as they were accepted.
let app: LinkedInApp
beforeAll(async () => {
  app = await startLinkedInApp({ role: 'api' })
})

const runs = ({ userId }: Searcher) => app.prisma.importRun.findMany({ where: { ownerId: userId } })
const lists = ({ userId }: Searcher) => app.prisma.list.findMany({ where: { ownerId: userId } })
async function makeList({ query }: Searcher): Promise<string> {
  const { createListWithImport } = await query<{ createListWithImport: { listId: string } }>(
    `mutation {
      createListWithImport(input: { name: "There", dataType: PEOPLE, csvText: "email\\na@b.example\\n", personMapping: { email: "email" } }) {
        ... on CreateListWithImportPayload { listId }
      }
    }`,
  )
  return createListWithImport.listId
}

describe('importSalesNav', () => {
  it('returns before any request to the provider, with list, reservation, run and job stored', async () => {
    const searcher = await createSearcher(app, 700)
    const [asked, jobs] = [app.fake.log.length, await countJobs(app.pool)]
    const url = searchFor(500)
    const started = await searcher.start(url, { listName: ' Growth ', maxResults: 300 })
    expect(started).toMatchObject({
      maxResults: 300,
      wasCapped: false,
      run: { status: 'QUEUED', list: { name: 'Growth' } },
    })
    expect(app.fake.log.length).toBe(asked)
    expect(await countJobs(app.pool)).toBe(jobs + 1)
    expect(await runs(searcher)).toMatchObject([
      {
        id: started.runId,
        listId: started.listId,
        searchUrl: url,
        accountId: searcher.accountId,
        reserved: 300,
        total: null,
      },
    ])
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 700, reserved: 300 })
  })

  it.each([
    ['the credits that there are', 40, 300, { maxResults: 40, wasCapped: true, reserved: 40 }],
    ['2,500 where nothing is asked for', 9_000, undefined, { maxResults: 2_500, wasCapped: false, reserved: 2_500 }],
    ['what a search can reach', 9_000, 6_000, { maxResults: 6_000, wasCapped: false, reserved: 2_500 }],
    ['exactly what is there', 300, 300, { maxResults: 300, wasCapped: false, reserved: 300 }],
  ])('reserves no more than %s', async (_title, credits, maxResults, { reserved, ...answer }) => {
    const searcher = await createSearcher(app, credits)
    const started = await searcher.start(searchFor(10), maxResults === undefined ? {} : { maxResults })
    expect(started).toMatchObject(answer)
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: credits, reserved })
  })

  it.each([[undefined], [''], [' \t ']])('names the list by the day in UTC if its name is %j', async (listName) => {
    const searcher = await createSearcher(app)
    const before = new Date()
    const { run } = await searcher.start(searchFor(10), listName === undefined ? {} : { listName })
    const names = [before, new Date()].map((day) => {
      const two = (number: number) => String(number).padStart(2, '0')
      return `Sales Nav Import - ${two(day.getUTCMonth() + 1)}/${two(day.getUTCDate())}/${day.getUTCFullYear()}`
    })
    expect(names).toContain(run.list.name)
  })

  it('refuses a name of more than 200 characters, on the field that holds it', async () => {
    const searcher = await createSearcher(app)
    const answer = await searcher.ask({ url: searchFor(10), listName: 'x'.repeat(201) })
    expect(answer).toMatchObject({ __typename: 'InvalidInputError', field: 'listName' })
    expect(await lists(searcher)).toEqual([])
  })

  it('imports into a list that is there, whose name stays', async () => {
    const searcher = await createSearcher(app)
    const listId = await makeList(searcher)
    const started = await searcher.start(searchFor(10), { listId, listName: 'Ignored' })
    expect(started).toMatchObject({ listId, run: { list: { name: 'There' } } })
    expect(await lists(searcher)).toHaveLength(1)
  })

  it("says the same of another user's list, a deleted, an absent and a malformed one, and stores nothing", async () => {
    const [searcher, other] = [await createSearcher(app), await createSearcher(app)]
    const deleted = await makeList(searcher)
    await searcher.query('mutation ($id: ID!) { deleteList(input: { listId: $id }) { __typename } }', { id: deleted })
    const before = (await runs(searcher)).length
    const answers = []
    for (const listId of [await makeList(other), deleted, randomUUID(), 'x', '']) {
      answers.push(await searcher.ask({ url: searchFor(10), listId }))
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toMatchObject({ __typename: 'ListAccessError', code: 'LIST_ACCESS' })
    expect(await runs(searcher)).toHaveLength(before)
    expect(await lists(searcher)).toEqual([])
  })

  it('refuses without a credit, and makes no list', async () => {
    const searcher = await createSearcher(app, 0)
    expect(await searcher.ask({ url: searchFor(10) })).toMatchObject({
      __typename: 'InsufficientCreditsError',
      message: expect.stringMatching(/^Insufficient credits/),
      required: 1,
      available: 0,
    })
    expect([await runs(searcher), await lists(searcher)]).toEqual([[], []])
  })

  it('takes the oldest account in good state that has Sales Navigator, and says how to get one', async () => {
    const searcher = await createSearcher(app)
    const change = (id: string, data: object) => app.prisma.linkedInAccount.updateMany({ where: { id }, data })
    const second = await giveAccount(app, searcher.userId)
    await giveAccount(app, searcher.userId)
    await change(searcher.accountId, { status: 'CREDENTIALS' })
    await searcher.start(searchFor(10))
    expect(await runs(searcher)).toMatchObject([{ accountId: second.id }])

    const lonely = await createSearcher(app)
    await change(lonely.accountId, { hasSalesNavigator: false })
    expect(await lonely.ask({ url: searchFor(10) })).toMatchObject({
      __typename: 'SalesNavAccountRequiredError',
      message: expect.stringMatching(/Sales Navigator account.*connectLinkedInAccount/),
    })
  })

  it('tests in the order of the contract', async () => {
    const searcher = await createSearcher(app, 0)
    await app.prisma.linkedInAccount.updateMany({ where: { id: searcher.accountId }, data: { status: 'STOPPED' } })
    const input: Record<string, unknown> = { url: 'https://example.com', maxResults: 0, listId: randomUUID() }
    const refusal = async () => (await searcher.ask(input)).__typename
    expect(await refusal()).toBe('InvalidSalesNavUrlError')
    input['url'] = searchFor(10)
    expect(await refusal()).toBe('InvalidInputError')
    input['maxResults'] = 1
    expect(await refusal()).toBe('SalesNavAccountRequiredError')
    await giveAccount(app, searcher.userId)
    expect(await refusal()).toBe('ListAccessError')
    input['listId'] = (
      await app.prisma.list.create({ data: { id: randomUUID(), ownerId: searcher.userId, name: 'Mine' } })
    ).id
    expect(await refusal()).toBe('InsufficientCreditsError')
  })

  it('returns the run of the first call for a repeated call, before any other check', async () => {
    const searcher = await createSearcher(app, 100)
    const input = { url: searchFor(10), maxResults: 500, idempotencyKey: 'once' }
    const { __typename, ...first } = await searcher.ask(input)
    expect(first).toMatchObject({ maxResults: 100, wasCapped: true })
    await removeAccount(app, searcher.accountId)
    expect(await searcher.ask(input)).toMatchObject(first)
    expect(await searcher.ask({ ...input, maxResults: 501 })).toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' })
    expect(await runs(searcher)).toHaveLength(1)
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 100, reserved: 100 })
  })

  it('starts one run for ten calls with the same key at once, and remembers no refusal', async () => {
    const searcher = await createSearcher(app, 100)
    const input = { url: searchFor(10), idempotencyKey: 'once', maxResults: 10 }
    expect(await searcher.ask({ ...input, listId: randomUUID() })).toMatchObject({ code: 'LIST_ACCESS' })
    const answers = await Promise.all(Array.from({ length: 10 }, () => searcher.ask(input)))
    expect(new Set(answers.map(({ runId }) => runId)).size).toBe(1)
    expect(await runs(searcher)).toHaveLength(1)
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 100, reserved: 10 })
  })

  it('cancels a waiting run, and returns its credits', async () => {
    const searcher = await createSearcher(app, 100)
    const { runId } = await searcher.start(searchFor(10))
    expect(
      await searcher.query('mutation ($id: ID!) { cancelImport(input: { runId: $id }) { __typename } }', { id: runId }),
    ).toEqual({ cancelImport: { __typename: 'CancelImportPayload' } })
    expect(await runs(searcher)).toMatchObject([{ status: 'CANCELLED' }])
    expect(await creditsOf(app.pool, searcher.userId)).toEqual({ balance: 100, reserved: 0 })
  })
})
