import { getOperationAST, type OperationDefinitionNode, parse } from 'graphql'
import { expect, it } from 'vitest'
import { exampleTabs, type Starter } from '../../../src/server/graphql/graphiql-tabs.ts'
import { startTestApp, type TestApp } from '../../support/app.ts'
import { type Operation, post } from '../../support/graphql.ts'
import { dig } from '../../support/operation.ts'
import { openEvents } from '../../support/sockets.ts'

const app = await startTestApp()
/** Without a worker: a run in it waits for as long as a test needs it. */
const idle = await startTestApp({ role: 'api' })

/** What is shown at a run that is not over; all else at one that is. */
const needUnderWay = new Set(['importProgress', 'importActivity', 'cancelImport'])

it('gives each operation a name of its own, which its tab bears', () => {
  const names = exampleTabs.map(({ query }) => operationOf(query).name?.value)
  expect(names).not.toContain(undefined)
  expect(new Set(names).size).toBe(exampleTabs.length)
})

it.each(exampleTabs.map((starter) => [starter.title, starter] as const))('%s', async (_title, starter) => {
  const { operation } = operationOf(starter.query)
  const field = rootFieldOf(starter)
  const { url, token, runId } = await visit(needUnderWay.has(field) ? idle : app)
  if (operation !== 'subscription') {
    expectSuccess(await post(url, filled(starter, runId), token), field)
    return
  }
  const events = await openEvents(url, filled(starter, runId), token)
  const event = await events.next()
  events.close()
  expect(event).toMatchObject({ event: 'next', data: { data: { [field]: { id: runId, status: 'QUEUED' } } } })
})

it('shows why a row of the first import was not imported, and what the import cost', async () => {
  const { url, token, runId } = await visit(app)
  const answers = async (name: string) => (await post(url, filled(named(name), runId), token)).body.data
  const outcomes = await answers('Outcomes')
  expect(dig(outcomes, 'importRun.counts')).toMatchObject({ total: 3, imported: 2, merged: 1 })
  expect(dig(outcomes, 'importRun.outcomes')).toMatchObject({
    totalCount: 1,
    nodes: [{ rowNumber: 3, verdict: 'MERGED', reasonCode: 'SAME_EMAIL', row: { fullName: 'Ada Lovelace' } }],
  })
  const ledger = await answers('Ledger')
  expect(dig(ledger, 'viewer.credits')).toEqual({ balance: 98, reserved: 0, available: 98 })
  expect(dig(ledger, 'viewer.creditLedger.nodes')).toMatchObject([
    { kind: 'RELEASE', quantity: 1, importRunId: runId },
    { kind: 'CAPTURE', quantity: 2, amount: -2, importRunId: runId },
    { kind: 'RESERVE', quantity: 3, importRunId: runId },
    { kind: 'GRANT', quantity: 100, amount: 100 },
  ])
})

it('imports with the mapping that the preview of the same file suggests', async () => {
  const { url, token, runId } = await visit(app)
  const { body } = await post(url, filled(named('Preview'), runId), token)
  expect(dig(body.data, 'previewImport.personMapping')).toMatchObject(
    Object(dig(named('CreateList').variables, 'input.personMapping')),
  )
})

/** A user with credits whose first import, by the starter for it, is over, or waits where nobody works. */
async function visit(place: TestApp): Promise<{ url: string; token: string; runId: string }> {
  const { token } = await place.createUser({ credits: 100 })
  const { query, variables } = named('CreateList')
  const input = { ...Object(variables?.['input']), ...(place === idle && { waitSeconds: 0 }) }
  const { body } = await post(place.url, { query, variables: { input } }, token)
  const status = dig(body.data, 'createListWithImport.run.status')
  expect(status).toBe(place === idle ? 'QUEUED' : 'COMPLETED')
  return { url: place.url, token, runId: String(dig(body.data, 'createListWithImport.runId')) }
}

/** The starter with the id of a run wherever it leaves that to the visitor. */
function filled({ query, variables = {} }: Starter, runId: string): Operation {
  return { query, variables: JSON.parse(JSON.stringify(variables), (_key, value) => (value === '' ? runId : value)) }
}

function expectSuccess({ status, body }: Awaited<ReturnType<typeof post>>, field: string): void {
  expect(status).toBe(200)
  expect(body.errors).toBeUndefined()
  const value = dig(body.data, field)
  // A refusal of which nothing was selected is an empty object.
  expect(value).not.toEqual({})
  expect(value).toBeInstanceOf(Object)
  expect(value).not.toHaveProperty('code')
}

function named(name: string): Starter {
  const starter = exampleTabs.find(({ query }) => operationOf(query).name?.value === name)
  if (!starter) throw new Error(`No starter is named ${name}.`)
  return starter
}

function operationOf(query: string): OperationDefinitionNode {
  const operation = getOperationAST(parse(query))
  if (!operation) throw new Error('A starter is one operation.')
  return operation
}

function rootFieldOf({ query }: Starter): string {
  const [selection] = operationOf(query).selectionSet.selections
  if (selection?.kind !== 'Field') throw new Error('A starter begins with a field.')
  return selection.name.value
}
