import { describe, expect, it } from 'vitest'
import { hostile, leads, read, tooCostly } from './apart.ts'

describe('reading a workbook in a separate process', () => {
  it('yields a chunk when the previous one is stored', async () => {
    const events: string[] = []
    const findings = await read(leads, {
      store: async ({ firstRow, rowCount }) => {
        events.push(`from ${firstRow}`)
        await new Promise((resolve) => setImmediate(resolve))
        events.push(`to ${firstRow + rowCount - 1}`)
      },
    })
    expect(findings).toMatchObject({ sheet: 'Leads', columns: ['Id', 'Note'], totalRows: 3_000 })
    const [first, last] = [/^from 1$/, /^to 3000$/]
    expect(events).toHaveLength(6)
    expect(events[0]).toMatch(first)
    expect(events[5]).toMatch(last)
    expect(events.map((event) => event.split(' ')[0])).toEqual(['from', 'to', 'from', 'to', 'from', 'to'])
  })

  it('ends at the limit of its memory', async () => {
    await expect(read(hostile, { limits: { memoryMb: 48 } })).rejects.toEqual(tooCostly)
  })
})
