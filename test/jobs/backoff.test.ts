import { expect, it } from 'vitest'
import { backoff, withJitter } from '../../src/jobs/backoff.ts'

it('multiplies the delay with each failure, up to the maximum', () => {
  const delays = [0, 1, 2, 3, 4, 10_000].map((failures) => backoff(failures, { first: 1_000, factor: 4, max: 60_000 }))
  expect(delays).toEqual([1_000, 4_000, 16_000, 60_000, 60_000, 60_000])
})

it('varies a delay by up to a half in either direction', () => {
  const delays = Array.from({ length: 1_000 }, () => withJitter(1_000))
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(500)
  expect(Math.max(...delays)).toBeLessThan(1_500)
  expect(new Set(delays).size).toBeGreaterThan(900)
})
