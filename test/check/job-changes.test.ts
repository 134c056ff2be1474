import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { catalog } from '../../src/jobs/catalog.ts'
import { jobVersion } from '../../src/jobs/envelope.ts'
import { describeJobs, lostJobs, misreadJobs, parseJobs } from './job-changes.ts'

const released = parseJobs(readFileSync(new URL('released-jobs.json', import.meta.url), 'utf8'))
const current = describeJobs(jobVersion, catalog)

it('the jobs that the last release has enqueued can still be run', () => {
  expect(Object.keys(released.payloads).length).toBeGreaterThan(10)
  expect(lostJobs(released, current)).toEqual([])
})

it('jobs that a worker of the last release would misread have a newer version (`jobVersion`)', () => {
  expect(misreadJobs(released, current)).toEqual([])
})

describe('a change of the jobs', () => {
  const before = { sweep: z.object({ listId: z.uuid(), page: z.int().optional() }), old: z.object({}) }
  const jobs = (payloads: Record<string, z.ZodType>, version = 1) => describeJobs(version, { ...before, ...payloads })

  it.each([
    { title: 'a new task', sweep: { more: z.object({ id: z.int() }) }, lost: [], misread: [] },
    {
      title: 'a new optional field',
      sweep: { sweep: before.sweep.extend({ mode: z.string().optional() }) },
      lost: [],
      misread: ['sweep.mode'],
    },
    {
      title: 'a new required field',
      sweep: { sweep: before.sweep.extend({ mode: z.string() }) },
      lost: ['sweep.mode'],
      misread: ['sweep.mode'],
    },
    {
      title: 'another type',
      sweep: { sweep: before.sweep.extend({ listId: z.int() }) },
      lost: ['sweep.listId'],
      misread: [],
    },
    { title: 'a removed field', sweep: { sweep: z.object({}) }, lost: [], misread: ['sweep.listId'] },
  ])('$title', ({ sweep, lost, misread }) => {
    expect(lostJobs(jobs({}), jobs(sweep))).toEqual(lost)
    expect(misreadJobs(jobs({}), jobs(sweep))).toEqual(misread)
    expect(misreadJobs(jobs({}), jobs(sweep, 2))).toEqual([])
  })

  it('a removed task loses its jobs', () => {
    expect(lostJobs(jobs({}), describeJobs(2, { sweep: before.sweep }))).toEqual(['old'])
  })
})
