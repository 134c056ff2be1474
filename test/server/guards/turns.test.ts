import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Turns } from '../../../src/server/guards/turns.ts'

it('of many operations of a sender eight begin together, and then one in each turn of the event loop', async () => {
  const turns = new Turns()
  const begun: number[] = []
  const all = Array.from({ length: 11 }, async (_, at) => {
    await turns.take('one')
    begun.push(at)
  })
  const seen: number[] = []
  for (let turn = 0; turn < 4; turn++) {
    await nextTurn()
    seen.push(begun.length)
  }
  await Promise.all(all)
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(seen).toEqual([9, 10, 11, 11])
})

it('the first operations of another sender begin at once, whatever waits', async () => {
  const turns = new Turns()
  const begun: string[] = []
  const take = async (sender: string) => {
    await turns.take(sender)
    begun.push(sender)
  }
  const many = Array.from({ length: 100 }, () => take('one'))
  const early = take('two')
  await nextTurn()
  await Promise.all([early, take('three')])
  expect(begun.length).toBeLessThan(15)
  expect(begun).toEqual(expect.arrayContaining(['two', 'three']))
  await Promise.all(many)
})

it('a sender whose operations have all begun starts anew', async () => {
  const turns = new Turns()
  await Promise.all(Array.from({ length: 9 }, () => turns.take('one')))
  await nextTurn()
  let begun = false
  void turns.take('one').then(() => {
    begun = true
  })
  await Promise.resolve().then(() => {})
  expect(begun).toBe(true)
})

it('a sender who goes on begins no more than one operation in each turn', async () => {
  const turns = new Turns()
  let begun = 0
  const all: Promise<void>[] = []
  for (let turn = 0; turn < 20; turn++) {
    for (let at = 0; at < 5; at++) {
      all.push(
        turns.take('one').then(() => {
          begun++
        }),
      )
    }
    await nextTurn()
  }
  expect(begun).toBeLessThanOrEqual(8 + 20)
  await Promise.all(all)
})
