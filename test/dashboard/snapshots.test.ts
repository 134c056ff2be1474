import { expect, it } from 'vitest'
import { Snapshots } from '../../dashboard/src/api/snapshots.ts'

const runAt = (version: number, status: string, processed = 0) => ({
  __typename: 'ImportRun',
  id: 'a',
  version,
  status,
  counts: { processed },
})

it('replaces outdated states, however deep, and keeps the fields that the newer state lacks', () => {
  const snapshots = new Snapshots()
  snapshots.add({ importActivity: runAt(3, 'COMPLETED', 10) })
  const response = {
    importRuns: { nodes: [{ ...runAt(2, 'RUNNING', 5), columns: ['email'], counts: { processed: 5, total: 10 } }] },
    list: null,
  }
  snapshots.add(response)
  expect(snapshots.update(response)).toEqual({
    importRuns: {
      nodes: [{ ...runAt(3, 'COMPLETED'), columns: ['email'], counts: { processed: 10, total: 10 } }],
    },
    list: null,
  })
})

it('adds no field that was not requested, and keeps objects of other types or ids apart', () => {
  const snapshots = new Snapshots()
  snapshots.add(runAt(3, 'COMPLETED'))
  const response = [
    { __typename: 'ImportRun', id: 'a', version: 1 },
    { __typename: 'ImportRun', id: 'b', version: 1 },
    { __typename: 'Enrichment', id: 'a', version: 1 },
  ]
  expect(snapshots.update(response)).toEqual([{ ...response[0], version: 3 }, response[1], response[2]])
})

it('reports a new status only if it is newer than the known state', () => {
  const snapshots = new Snapshots()
  expect(snapshots.add(runAt(1, 'RUNNING'))).toBe(true)
  expect(snapshots.add(runAt(2, 'RUNNING'))).toBe(false)
  expect(snapshots.add(runAt(3, 'COMPLETED'))).toBe(true)
  expect(snapshots.add(runAt(1, 'RUNNING'))).toBe(false)
  expect(snapshots.add(runAt(3, 'COMPLETED'))).toBe(false)
})
