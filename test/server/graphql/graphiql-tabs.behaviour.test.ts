import { getOperationAST, type OperationDefinitionNode, parse } from 'graphql'
import { expect, it } from 'vitest'
import { type Tab, tabs } from '../../../src/server/graphql/graphiql-tabs.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { type Operation, post } from '../../support/graphql.ts'
import { dig } from '../../support/operation.ts'
import { openEvents } from '../../support/sockets.ts'

const app = await startTestApp()
/** Has no worker, so its runs stay queued for as long as a test needs. */
const idle = await startTestApp({ role: 'api' })

/** Operations that need an unfinished run; all others need a finished one. */
const needUnderWay = new Set(['importProgress', 'importActivity', 'cancelImport'])

it('each example has a unique name, which is the name of its tab', () => {
  const names = tabs.map(({ query }) => operationOf(query).name?.value)
  expect(names).not.toContain(undefined)
  expect(new Set(names).size).toBe(tabs.length)
})

it.each(tabs.map((tab) => [operationOf(tab.query).name?.value, tab] as const))(
  'the GraphiQL example works: %s',
  async (_name, tab) => {
    const { operation } = operationOf(tab.query)
    const field = rootFieldOf(tab)
    const { url, token, runId } = await visit(needUnderWay.has(field) ? idle : app)
    if (operation !== 'subscription') {
      expectSuccess(await post(url, filled(tab, runId), token), field)
      return
    }
    const events = await openEvents(url, filled(tab, runId), token)
    const event = await events.next()
    events.close()
    expect(event).toMatchObject({ event: 'next', data: { data: { [field]: { id: runId, status: 'QUEUED' } } } })
  },
)

it('the examples show why a row was not imported, and what the import cost', async () => {
  const { url, token, runId } = await visit(app)
  const answers = async (name: string) => (await post(url, filled(named(name), runId), token)).body.data
  const outcomes = await answers('ImportOutcomes')
  expect(dig(outcomes, 'importRun.counts')).toMatchObject({ total: 3, imported: 2, merged: 1 })
  expect(dig(outcomes, 'importRun.outcomes')).toMatchObject({
    totalCount: 1,
    nodes: [{ rowNumber: 3, verdict: 'MERGED', reasonCode: 'SAME_EMAIL', row: { fullName: 'Ada Lovelace' } }],
  })
  const ledger = await answers('CreditLedger')
  expect(dig(ledger, 'viewer.credits')).toEqual({ balance: 98, reserved: 0, available: 98 })
  expect(dig(ledger, 'viewer.creditLedger.nodes')).toMatchObject([
    { kind: 'RELEASE', quantity: 1, run: { id: runId } },
    { kind: 'CAPTURE', quantity: 2, amount: -2, run: { id: runId } },
    { kind: 'RESERVE', quantity: 3, run: { id: runId } },
    { kind: 'GRANT', quantity: 100, amount: 100 },
  ])
})

it('the example of an import uses the mapping that the preview suggests', async () => {
  const { url, token, runId } = await visit(app)
  const { body } = await post(url, filled(named('PreviewImport'), runId), token)
  expect(dig(body.data, 'previewImport.personMapping')).toMatchObject(
    Object(dig(named('CreateListWithImport').variables, 'input.personMapping')),
  )
})

/** Creates a user with credits and an import by the example, which is finished, or queued if there is no worker. */
async function visit(place: TestApp): Promise<{ url: string; token: string; runId: string }> {
  const { token } = await place.createUser({ credits: 100 })
  const { query, variables } = named('CreateListWithImport')
  const input = { ...Object(variables?.['input']), ...(place === idle && { waitSeconds: 0 }) }
  const { body } = await post(place.url, { query, variables: { input } }, token)
  const status = dig(body.data, 'createListWithImport.run.status')
  expect(status).toBe(place === idle ? 'QUEUED' : 'COMPLETED')
  return { url: place.url, token, runId: String(dig(body.data, 'createListWithImport.runId')) }
}

/** Returns the example with the run id filled in. */
function filled({ query, variables = {} }: Tab, runId: string): Operation {
  return { query, variables: JSON.parse(JSON.stringify(variables), (_key, value) => (value === '' ? runId : value)) }
}

function expectSuccess({ status, body }: Awaited<ReturnType<typeof post>>, field: string): void {
  expect(status).toBe(200)
  expect(body.errors).toBeUndefined()
  const value = dig(body.data, field)
  // An error without selected fields is an empty object.
  expect(value).not.toEqual({})
  expect(value).toBeInstanceOf(Object)
  expect(value).not.toHaveProperty('code')
}

function named(name: string): Tab {
  const tab = tabs.find(({ query }) => operationOf(query).name?.value === name)
  if (!tab) throw new Error(`No tab is named ${name}.`)
  return tab
}

function operationOf(query: string): OperationDefinitionNode {
  const operation = getOperationAST(parse(query))
  if (!operation) throw new Error('A document is one operation.')
  return operation
}

function rootFieldOf({ query }: Tab): string {
  const [selection] = operationOf(query).selectionSet.selections
  if (selection?.kind !== 'Field') throw new Error('A document begins with a field.')
  return selection.name.value
}
