import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utils } from 'xlsx'
import { mutantOf } from '../../../torture/harness/mutants.ts'
import { runs } from '../../support/property-runs.ts'
import { whenOver } from '../../support/when-over.ts'
import { type Format, workbook } from '../../support/workbooks.ts'
import { deflatedPart, partsOf, zipOf } from '../../support/zip.ts'
import { ReaderHost } from './reader-host.ts'

const reader = new ReaderHost()
whenOver(() => reader.end())

const rows = Array.from({ length: 30 }, (_, index) => [
  `Ada ${index}`,
  index,
  index % 2 === 0,
  `ada${index}@example.com`,
])
/** Those that are not among the files of the scenario. */
const formats: Format[] = ['biff4', 'xlml', 'html']

describe('a workbook with single bytes changed', () => {
  it.each(formats)('a %s workbook with changed bytes is read or rejected, without other effects', async (format) => {
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
      runs(30, 10),
    )
  })
})

it('a workbook that is changed in any way is read or rejected', async () => {
  const { numRuns } = runs(300, 60)
  const readings = { read: 0, refused: 0, 'cut off': 0 }
  for (let number = 0; number < numRuns; number++) {
    const { bytes, mutations } = mutantOf(number)
    const reading = await reader.read(bytes)
    if (reading && 'fault' in reading) throw new Error(`Mutant ${number} (${mutations}): ${reading.fault}`)
    readings[reading === null ? 'cut off' : 'rows' in reading ? 'read' : 'refused']++
  }
  expect(readings['cut off']).toBeLessThan(2)
  expect(Math.min(readings.read, readings.refused)).toBeGreaterThan(numRuns / 6)
})

it('a row with the number four billion is rejected at once', async () => {
  const sheet = utils.aoa_to_sheet([['Name'], ['Ada']])
  sheet['!rows'] = [{}, { hidden: true }]
  const header = Buffer.from('001901000000', 'hex')
  const parts = partsOf(workbook({ Leads: sheet }, 'xlsb')).map(({ name, content }) => {
    const at = content.indexOf(header)
    if (at >= 0) content.writeUInt32LE(0xeeffffff, at + 2)
    return { isChanged: at >= 0, part: deflatedPart(name, content) }
  })
  expect(parts.filter(({ isChanged }) => isChanged)).toHaveLength(1)
  expect(await reader.read(zipOf(parts.map(({ part }) => part)))).toHaveProperty('refusal')
})

describe('garbage', () => {
  it('garbage in a compound file is rejected', async () => {
    const signature = Buffer.from('d0cf11e0a1b11ae1', 'hex')
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_096 }), async (garbage) => {
        expect(await reader.read(Buffer.concat([signature, garbage]))).toHaveProperty('refusal')
      }),
      runs(40, 10),
    )
  })

  it('garbage after the start of an archive is rejected', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4_096 }), async (garbage) => {
        expect(await reader.read(Buffer.concat([Buffer.from('PK\x03\x04'), garbage]))).toHaveProperty('refusal')
      }),
      runs(40, 10),
    )
  })
})
