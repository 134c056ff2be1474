import { setTimeout as delay } from 'node:timers/promises'

/** An account and the leads imported for it, read at one moment. */
export interface AccountState {
  granted: number
  balance: number
  /** Credits that a new import could still reserve. */
  available: number
  charged: number
  landed: number
}

/** Imports for one account. */
export interface ImportLoad {
  /** Starts import `number`; resolves to whether it was accepted. */
  start(number: number): Promise<boolean>
  /** Resolves when every accepted import has ended. */
  settled(): Promise<void>
  readState(): Promise<AccountState>
}

/** Results of many concurrent imports. */
export interface LoadReport {
  figures: Record<'accepted' | 'waves' | 'landed' | 'charged' | 'balance' | 'lowestBalance' | 'readings', number>
  violations: string[]
}

const pollMs = 10

/** Starts all imports at once, retries the refused ones when the others have ended, and checks the account throughout. */
export async function runConcurrently(load: ImportLoad, imports: number): Promise<LoadReport> {
  const violations = new Set<string>()
  const figures = { accepted: 0, waves: 0, landed: 0, charged: 0, balance: 0, lowestBalance: Infinity, readings: 0 }
  const check = async () => {
    const state = await load.readState()
    const { balance, available, charged, landed, granted } = state
    figures.readings += 1
    figures.lowestBalance = Math.min(figures.lowestBalance, balance)
    if (balance < 0) violations.add('the balance was below zero')
    if (available < 0) violations.add('more credits were reserved than available')
    if (charged !== landed) violations.add('the number of imported leads differed from the number charged')
    if (landed > granted) violations.add('more leads were imported than paid for')
    return state
  }

  let waiting = Array.from({ length: imports }, (_, number) => number)
  for (let before = -1; waiting.length > 0; ) {
    const { available, landed } = await check()
    if (available === 0) break
    if (landed === before) {
      violations.add(`${waiting.length} imports were refused with ${available} credits left`)
      break
    }
    before = landed
    figures.waves += 1
    const wave = waiting
    waiting = []
    await checkDuring(check, async () => {
      const started = await Promise.all(wave.map((number) => load.start(number)))
      waiting = wave.filter((_, index) => started[index] === false)
      await load.settled()
    })
    figures.accepted += wave.length - waiting.length
  }

  const { landed, charged, balance, granted } = await check()
  if (granted - charged !== balance) violations.add('the balance is not the grants minus the charges')
  return { figures: { ...figures, landed, charged, balance }, violations: [...violations] }
}

/** Polls `check` until `act` settles. */
async function checkDuring(check: () => Promise<unknown>, act: () => Promise<void>): Promise<void> {
  let isOver = false
  const action = act().finally(() => {
    isOver = true
  })
  const checking = async () => {
    for (; !isOver; await delay(pollMs)) await check()
  }
  await Promise.all([action, checking()])
}
