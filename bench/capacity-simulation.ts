/** What arrives in an hour. */
export interface Load {
  readonly importsPerHour: number
  /** Mean rows of a file. Most files are smaller, a few are much larger (exponential). */
  readonly rows: number
  readonly searchesPerHour: number
  /** People of a search. */
  readonly people: number
  /** LinkedIn accounts that the searches are spread over. */
  readonly accounts: number
}

/** What works, and how long it takes; times in milliseconds. */
export interface Deployment {
  readonly workers: number
  /** Jobs at once in each worker (`WORKER_CONCURRENCY`). */
  readonly concurrency: number
  readonly pageSize: number
  readonly databaseCores: number
  /** Cores that the workers share with the database; null if they have machines of their own. */
  readonly sharedCores: number | null
  /** Processor time a row, in the one thread of a worker and in Postgres. */
  readonly workerPerRow: number
  readonly databasePerRow: number
  /** A request to LinkedIn, and the time between two requests of an account (`SALES_NAV_SPACING_MS`). */
  readonly request: number
  readonly spacing: number
  /** People of an account a day (`SALES_NAV_DAILY_LEADS`). */
  readonly dailyLeads: number
}

/** What users see, in seconds, and how busy the parts are: 1 is all the time, more than the hours had. */
export interface Capacity {
  readonly workers: number
  /** From the command to the first page, and to the end, of imports of files. */
  readonly firstPage: Percentiles
  readonly end: Percentiles
  /** From the command to the end of a search. */
  readonly searchEnd: Percentiles
  readonly workersBusy: number
  readonly databaseBusy: number
}

/** The median and the 95th percentile. */
interface Percentiles {
  readonly p50: number
  readonly p95: number
}

const hour = 3_600_000
const peoplePerRequest = 100

/** Simulates Poisson arrivals for some hours, in virtual time; the seed decides everything random. */
export async function simulateCapacity(
  load: Load,
  deployment: Deployment,
  hours: number,
  seed: number,
): Promise<Capacity> {
  const clock = new VirtualClock()
  const random = randomNumbers(seed)
  const exponential = (mean: number) => -Math.log(1 - random()) * mean
  const workers = Array.from({ length: deployment.workers }, () => ({
    slots: new Resource(clock, deployment.concurrency),
    thread: new Resource(clock, 1),
  }))
  const database = new Resource(clock, deployment.databaseCores)
  const shared = new Resource(clock, deployment.sharedCores ?? Number.POSITIVE_INFINITY)
  const accounts = Array.from({ length: load.accounts }, () => ({
    turn: new Resource(clock, 1),
    people: [] as number[],
  }))
  const times = { firstPage: [] as number[], end: [] as number[], searchEnd: [] as number[] }

  const work = (part: Resource, duration: number) => part.during(() => shared.during(() => clock.sleep(duration)))
  const inSlot = async (job: (thread: Resource) => Promise<void>) => {
    const worker = workers.toSorted((a, b) => a.slots.load - b.slots.load)[0]
    if (worker) await worker.slots.during(() => job(worker.thread))
  }
  const writePage = async (thread: Resource, rows: number) => {
    await work(thread, rows * deployment.workerPerRow)
    await work(database, rows * deployment.databasePerRow)
  }
  const importFile = async () => {
    const start = clock.now
    const rows = Math.ceil(exponential(load.rows))
    await inSlot(async (thread) => {
      for (let at = 0; at < rows; at += deployment.pageSize) {
        await writePage(thread, Math.min(deployment.pageSize, rows - at))
        if (at === 0) times.firstPage.push(clock.now - start)
      }
    })
    times.end.push(clock.now - start)
  }
  let searches = 0
  const importSearch = async () => {
    const start = clock.now
    const account = accounts[searches++ % accounts.length]
    await account?.turn.during(async () => {
      for (let at = 0; at < load.people; at += peoplePerRequest) {
        const today = Math.floor(clock.now / (24 * hour))
        if ((account.people[today] ?? 0) + peoplePerRequest > deployment.dailyLeads) {
          await clock.sleep((today + 1) * 24 * hour - clock.now)
        }
        const day = Math.floor(clock.now / (24 * hour))
        account.people[day] = (account.people[day] ?? 0) + peoplePerRequest
        await inSlot(async (thread) => {
          await clock.sleep(deployment.spacing * (0.75 + random() / 2) + deployment.request)
          await writePage(thread, peoplePerRequest)
        })
      }
    })
    times.searchEnd.push(clock.now - start)
  }
  const arrivals = async (perHour: number, job: () => Promise<void>) => {
    for (;;) {
      await clock.sleep(exponential(hour / perHour))
      if (clock.now > hours * hour) return
      void job()
    }
  }
  if (load.importsPerHour > 0) void arrivals(load.importsPerHour, importFile)
  if (load.searchesPerHour > 0) void arrivals(load.searchesPerHour, importSearch)
  await clock.run()
  const busy = (parts: Resource[]) =>
    parts.reduce((sum, part) => sum + part.busy / part.size, 0) / parts.length / (hours * hour)
  return {
    workers: deployment.workers,
    firstPage: percentiles(times.firstPage),
    end: percentiles(times.end),
    searchEnd: percentiles(times.searchEnd),
    workersBusy: busy(workers.map(({ thread }) => thread)),
    databaseBusy: busy([database]),
  }
}

/** A clock that jumps to the end of the next wait. */
class VirtualClock {
  now = 0
  readonly #waiting: { time: number; wake: () => void }[] = []

  sleep(duration: number): Promise<void> {
    const time = this.now + duration
    return new Promise((wake) => {
      const index = this.#waiting.findLastIndex((other) => other.time <= time)
      this.#waiting.splice(index + 1, 0, { time, wake })
    })
  }

  /** Resolves when nothing is waiting. */
  async run(): Promise<void> {
    for (;;) {
      const next = this.#waiting.shift()
      if (!next) return
      this.now = next.time
      next.wake()
      // More turns than any job needs from one wait to the next, so that this one's effects come before the next wake-up.
      for (let turn = 0; turn < 50; turn++) await null
    }
  }
}

/** Something that `size` users can use at once; the others queue. */
class Resource {
  readonly size: number
  /** Milliseconds of use, added up. */
  busy = 0
  /** Users, and those who wait. */
  load = 0
  readonly #clock: VirtualClock
  readonly #queue: (() => void)[] = []

  constructor(clock: VirtualClock, size: number) {
    this.#clock = clock
    this.size = size
  }

  async during(use: () => Promise<void>): Promise<void> {
    this.load++
    if (this.load > this.size) await new Promise<void>((resolve) => this.#queue.push(resolve))
    const start = this.#clock.now
    await use()
    this.busy += this.#clock.now - start
    this.load--
    this.#queue.shift()?.()
  }
}

/** Returns the percentiles, in seconds, of times in milliseconds. */
export function percentiles(times: number[]): Percentiles {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? 0) / 1_000
  return { p50: at(0.5), p95: at(0.95) }
}

/** Returns a source of random numbers from 0 to 1 (xorshift). */
function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
