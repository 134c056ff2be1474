import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Shares } from '../../src/db/shares.ts'

describe('shares', () => {
  it('limits the concurrent operations of each user without delaying other users', async () => {
    const shares = new Shares(2)
    const begun: string[] = []
    const ends: (() => void)[] = []
    const begin = (userId: number, name: string) =>
      shares.run(userId, () => {
        begun.push(name)
        return new Promise<void>((end) => ends.push(end))
      })
    const all = [begin(1, 'a'), begin(1, 'b'), begin(1, 'c'), begin(2, 'd')]
    await setImmediate()
    expect(begun).toEqual(['a', 'b', 'd'])
    ends[0]?.()
    await setImmediate()
    expect(begun).toEqual(['a', 'b', 'd', 'c'])
    for (const end of ends) end()
    await Promise.all(all)
  })

  it('runs the next operation if one fails', async () => {
    const shares = new Shares(1)
    const failed = shares.run(1, () => Promise.reject(new Error('no')))
    const next = shares.run(1, async () => 'done')
    await expect(failed).rejects.toThrow('no')
    expect(await next).toBe('done')
  })
})
