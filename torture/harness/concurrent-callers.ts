import { setTimeout as delay } from 'node:timers/promises'

/** An account and what was brought in for it, at one moment. */
export interface Books {
  granted: number
  balance: number
  /** What could still be promised to an import. */
  available: number
  charged: number
  landed: number
}

/** Something that imports for one account. */
export interface Importing {
  /** Starts the import of that number; whether it was accepted. */
  start(number: number): Promise<boolean>
  /** Resolves when all that was accepted is over. */
  settled(): Promise<void>
  books(): Promise<Books>
}

/** What came of many imports at once. */
export interface Storm {
  figures: Record<'accepted' | 'waves' | 'landed' | 'charged' | 'balance' | 'lowestBalance' | 'readings', number>
  broken: string[]
}

const between = 10

/** Starts so many imports at once, and those that were refused once more when the others are over, while it watches the books. */
export async function storm(importing: Importing, imports: number): Promise<Storm> {
  const broken = new Set<string>()
  const figures = { accepted: 0, waves: 0, landed: 0, charged: 0, balance: 0, lowestBalance: Infinity, readings: 0 }
  const look = async () => {
    const books = await importing.books()
    const { balance, available, charged, landed, granted } = books
    figures.readings += 1
    figures.lowestBalance = Math.min(figures.lowestBalance, balance)
    if (balance < 0) broken.add('the balance was below zero')
    if (available < 0) broken.add('more was promised than there was')
    if (charged !== landed) broken.add('what had landed was not what had been charged')
    if (landed > granted) broken.add('more landed than was paid for')
    return books
  }

  let waiting = Array.from({ length: imports }, (_, number) => number)
  for (let before = -1; waiting.length > 0; ) {
    const { available, landed } = await look()
    if (available === 0) break
    if (landed === before) {
      broken.add(`${waiting.length} imports were refused with ${available} credits left`)
      break
    }
    before = landed
    figures.waves += 1
    const wave = waiting
    waiting = []
    await beside(look, async () => {
      const started = await Promise.all(wave.map((number) => importing.start(number)))
      waiting = wave.filter((_, index) => started[index] === false)
      await importing.settled()
    })
    figures.accepted += wave.length - waiting.length
  }

  const { landed, charged, balance, granted } = await look()
  if (granted - charged !== balance) broken.add('the balance is not what was granted less what was charged')
  return { figures: { ...figures, landed, charged, balance }, broken: [...broken] }
}

/** Watches while something happens. */
async function beside(look: () => Promise<unknown>, happen: () => Promise<void>): Promise<void> {
  let over = false
  const happening = happen().finally(() => {
    over = true
  })
  const watching = async () => {
    for (; !over; await delay(between)) await look()
  }
  await Promise.all([happening, watching()])
}
