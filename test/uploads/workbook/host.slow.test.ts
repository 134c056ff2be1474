import { execFile } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { InvalidInputError } from '../../../src/errors.ts'
import { UnreadableFileError } from '../../../src/uploads/errors.ts'
import { limitsFor, type ReaderLimits, readApart } from '../../../src/uploads/workbook/host.ts'
import { waitFor } from '../../support/wait-for.ts'
import { workbook } from '../../support/workbooks.ts'
import { hostile, leads, read, tooCostly } from './apart.ts'

/** Returns the process that reads a workbook for another, once there is one. */
async function readerOf(parent: number): Promise<number> {
  const reader = new RegExp(`^ *(\\d+) +${parent} .*workbook/process`, 'm')
  let pid = 0
  await waitFor(async () => {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,args='])
    pid = Number(reader.exec(stdout)?.[1] ?? 0)
    return pid !== 0
  })
  return pid
}

describe('reading a workbook in a separate process', () => {
  it('throws what is wrong with the workbook', async () => {
    await expect(read(leads.subarray(0, -100))).rejects.toBeInstanceOf(UnreadableFileError)
    await expect(read(leads, { sheet: 'Leeds' })).rejects.toBeInstanceOf(InvalidInputError)
  })

  it('throws what goes wrong with us as it is', async () => {
    const job = { ownerId: 1, path: '/no/such/file', kind: 'zip', sheet: null } as const
    await expect(readApart(job, limitsFor(1), async () => {})).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('ends if a chunk cannot be stored', async () => {
    const failed = new Error('The disk is full')
    let chunks = 0
    const store = async () => {
      chunks++
      throw failed
    }
    await expect(read(leads, { store })).rejects.toBe(failed)
    expect(chunks).toBe(1)
  })

  it('ends a reader that fills an array forever because of a zero-length record, and no other', async () => {
    const stream = workbook({ Leads: [['Name'], ['Ada']] }, 'biff4')
    const behindFirst = 4 + stream.readUInt16LE(2)
    const endless = Buffer.concat([
      stream.subarray(0, behindFirst),
      Buffer.from('07000000', 'hex'),
      stream.subarray(behindFirst),
    ])
    await expect(read(endless, { kind: 'stream', limits: { memoryMb: 96 } })).rejects.toEqual(tooCostly)
  })

  it.each<keyof ReaderLimits>(['totalMs', 'chunkMs'])('ends at the limit of its time: %s', async (limit) => {
    await expect(read(hostile, { limits: { [limit]: 1_500 } })).rejects.toEqual(tooCostly)
  })

  it('counts the time that it works, not that for which the machine does something else', async () => {
    const limits = { totalMs: 3_000, chunkMs: 3_000 }
    const reading = read(workbook({ Leads: [['Name'], ['Ada']] }, 'xlsx'), { limits })
    const pid = await readerOf(process.pid)
    process.kill(pid, 'SIGSTOP')
    // Only time shows that none of it is counted.
    await delay(1.5 * limits.totalMs)
    process.kill(pid, 'SIGCONT')
    expect(await reading).toMatchObject({ totalRows: 1 })
  })

  it('lets others wait while two read', async () => {
    let reading = 0
    let most = 0
    let release: () => void = () => undefined
    const two = new Promise<void>((resolve) => {
      release = resolve
    })
    const store = async () => {
      reading++
      most = Math.max(most, reading)
      if (reading === 2) release()
      await two
      await new Promise((resolve) => setImmediate(resolve))
      reading--
    }
    const small = workbook({ Leads: [['Name'], ['Ada']] }, 'xlsx')
    await Promise.all([1, 2, 3, 4].map((ownerId) => read(small, { ownerId, store })))
    expect(most).toBe(2)
  })

  it('leaves a reader to other owners, however many workbooks one owner sends', async () => {
    const small = workbook({ Leads: [['Name'], ['Ada']] }, 'xlsx')
    let reading = 0
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const store = async () => {
      reading++
      await released
    }
    const many = Array.from({ length: 4 }, () => read(small, { ownerId: 1, store }))
    await read(small, { ownerId: 2 })
    await read(small, { ownerId: 3 })
    expect(reading).toBeLessThan(2)
    release()
    await Promise.all(many)
    expect(reading).toBe(4)
  })
})
