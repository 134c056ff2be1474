import { expect, it } from 'vitest'
import { boughtTwice } from '../../torture/scenarios/bought-twice.ts'
import { expectHolds } from '../support/environment.ts'

it('companies whose request was accepted but not confirmed are bought once, and their results are used', async () => {
  expect(await expectHolds(boughtTwice)).toMatchObject({ 'lost responses': 1, 'companies bought': 10 })
})
