import { ChildProcess } from 'node:child_process'
import { describe, expect, it, vi } from 'vitest'
import { collectGarbage } from '../../support/collect-garbage.ts'
import { waitFor } from '../../support/wait-for.ts'
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

  it('ends at the limit of its time when it is frozen, even if garbage is collected meanwhile', async () => {
    using on = vi.spyOn(ChildProcess.prototype, 'on')
    const reading = expect(read(leads, { limits: { chunkMs: 20 } })).rejects.toEqual(tooCostly)
    await waitFor(() => on.mock.contexts.length > 0)
    const [reader] = on.mock.contexts
    if (reader instanceof ChildProcess) reader.kill('SIGSTOP')
    collectGarbage()
    await reading
  })
})
