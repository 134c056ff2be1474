import { afterAll, expect, vi } from 'vitest'
import { findLeaks } from './log-watch.ts'
import { endAll } from './when-over.ts'

const countServers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPServerWrap').length

const before = countServers()

// As a setup file this runs before each test file, so its hook runs last.
afterAll(async () => {
  await endAll()
  expect(findLeaks()).toEqual([])
  // A server that is left behind would work on beside the tests of the next file.
  await vi.waitFor(() => expect(countServers(), 'servers that still listen').toBeLessThanOrEqual(before), 5_000)
})
