import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type Format, workbook } from '../../support/workbooks.ts'
import { ReaderThread } from './reader-thread.ts'

const reader = new ReaderThread()
afterAll(() => reader.end())

const rows = Array.from({ length: 30 }, (_, index) => [
  `Ada ${index}`,
  index,
  index % 2 === 0,
  `ada${index}@example.com`,
])
const formats: Format[] = ['xlsx', 'xlsb', 'ods', 'biff8', 'biff4', 'xlml', 'html']

describe('a workbook with single bytes changed', () => {
  it.each(formats)(
    'is read or refused as %s, never more',
    async (format) => {
      const original = workbook({ Leads: [['Name', 'Number', 'Even', 'Email'], ...rows] }, format)
      expect(await reader.read(original)).toEqual({ rows: 30 })
      let cutOff = 0
      await fc.assert(
        fc.asyncProperty(fc.nat(original.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const bytes = Buffer.from(original)
          bytes[at] = (bytes[at] ?? 0) ^ change
          const reading = await reader.read(bytes)
          if (reading === null) cutOff++
          else expect(reading).not.toHaveProperty('fault')
          expect(cutOff).toBeLessThan(2)
        }),
        { numRuns: 40 },
      )
    },
    60_000,
  )
})

describe('garbage', () => {
  it('in a compound file is refused', async () => {
    const signature = Buffer.from('d0cf11e0a1b11ae1', 'hex')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_096 }), async (garbage) => {
        expect(await reader.read(Buffer.concat([signature, garbage]))).toHaveProperty('refusal')
      }),
      { numRuns: 40 },
    )
  }, 60_000)

  it('behind the start of an archive is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_096 }), async (garbage) => {
        expect(await reader.read(Buffer.concat([Buffer.from('PK\x03\x04'), garbage]))).toHaveProperty('refusal')
      }),
      { numRuns: 40 },
    )
  })
})
