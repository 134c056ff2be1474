import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { TextStore } from '../../../../src/uploads/workbook/xlsx/text-store.ts'
import { withFile } from '../../../support/xlsx-files.ts'

function add(store: TextStore, text: string): void {
  const bytes = Buffer.from(text)
  const half = bytes.length >> 1
  store.append(bytes, 0, half)
  store.append(bytes, half, bytes.length)
  store.endText(/[^ -~]/.test(text))
}

describe('the store of texts', () => {
  it('returns each text by its number, and null for any other', () => {
    const store = new TextStore('/nowhere')
    const texts = Array.from(
      { length: 1_000 },
      (_, index) => ['', 'Ada', 'Zoë', '東京 😀', 'x'.repeat(index)][index % 5] ?? '',
    )
    for (const text of texts) add(store, text)
    store.seal()
    expect(texts.map((_, index) => store.get(index))).toEqual(texts)
    expect([-1, 1_000, 1_024, 0.5, Number.NaN, 1e9].map((number) => store.get(number))).toEqual(Array(6).fill(null))
    store.close()
  })

  it('removes the end of a text from a byte on', () => {
    const store = new TextStore('/nowhere')
    add(store, 'before')
    store.append(Buffer.from('one two'), 0, 7)
    expect(store.length).toBe(7)
    expect(store.cut(4).toString()).toBe('two')
    store.endText(false)
    store.seal()
    expect([store.get(0), store.get(1)]).toEqual(['before', 'one '])
  })

  it('moves texts to a temporary file if they exceed the memory limit, and deletes it at the end', async () => {
    await withFile(Buffer.alloc(0), async (path) => {
      const store = new TextStore(`${path}.strings`)
      const text = (index: number) => `${index} ${'ü'.repeat(index % 300)} ${'x'.repeat(300)}`
      const count = 100_000
      for (let index = 0; index < count; index++) add(store, text(index))
      store.seal()
      expect((await stat(`${path}.strings`)).size).toBeGreaterThan(1_000_000)
      for (let index = 0; index < count; index += 997)
        expect(store.get((index * 7_919) % count)).toBe(text((index * 7_919) % count))
      store.close()
      expect(existsSync(`${path}.strings`)).toBe(false)
    })
  })
})
