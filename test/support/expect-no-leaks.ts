import { afterAll, expect } from 'vitest'
import { findLeaks } from './log-watch.ts'

// As a setup file this runs before each test file, so its hook runs last.
afterAll(() => expect(findLeaks()).toEqual([]))
