import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Turns } from '../../../src/server/graphql/turns.ts'

function response(): ServerResponse {
  return new ServerResponse(new IncomingMessage(new Socket()))
}

/** Four requests that want one of two turns, and who has begun. */
async function crowd() {
  const turns = new Turns(2)
  const all = [response(), response(), response(), response()]
  const begun: number[] = []
  for (const [index, res] of all.entries()) void turns.take(res).then(() => begun.push(index))
  await setImmediate()
  return { turns, all, begun }
}

it('lets two begin, and the next ones as those close, in their order', async () => {
  const { all, begun } = await crowd()
  expect(begun).toEqual([0, 1])
  for (const res of [all[1], all[0]]) {
    res?.emit('close')
    await setImmediate()
  }
  expect(begun).toEqual([0, 1, 2, 3])
})

it('ends a turn once, whether it is given back or closes or both', async () => {
  const { turns, all, begun } = await crowd()
  if (all[0]) turns.giveBack(all[0])
  all[0]?.emit('close')
  await setImmediate()
  expect(begun).toEqual([0, 1, 2])
})

it('does not keep one who leaves while waiting, nor gives it a turn', async () => {
  const { all, begun } = await crowd()
  all[2]?.emit('close')
  await setImmediate()
  expect(begun).toEqual([0, 1, 2])
  all[0]?.emit('close')
  await setImmediate()
  expect(begun).toEqual([0, 1, 2, 3])
})
