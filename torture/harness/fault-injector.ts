import { setTimeout as delay } from 'node:timers/promises'
import type { TaskName } from '../../src/jobs/catalog.ts'
import type { ServerProcess } from './server-process.ts'
import type { Crew, Standing } from './worker-fleet.ts'

/** What is under way while its workers die. */
export interface Prey {
  readonly task: TaskName
  /** Grows with every step that is committed. */
  progress(): Promise<number>
  isOver(): Promise<boolean>
}

/** How often it is hit, and how many steps it gets ahead at most before it is hit again. */
export interface Blows {
  readonly kills: number
  readonly freezes?: number
  readonly steps: number
  readonly random: () => number
  readonly say: (line: string) => void
}

/** What came of it. */
export interface Aftermath {
  readonly figures: Readonly<Record<string, number>>
  readonly broken: readonly string[]
}

/** Within so many seconds, the work goes on after any blow. */
const promised = 15
/** After so many, nothing will. */
const hopeless = 120
/** One blow of so many hits all workers at once. */
const perMassacre = 10

/** Kills the workers of a prey, and puts some of them to sleep, at random moments, and waits until it goes on by itself each time; then until it is over. */
export async function strike(crew: Crew, prey: Prey, blows: Blows): Promise<Aftermath> {
  const { kills, freezes = 0, random, say } = blows
  const total = kills + freezes
  const figures: Record<string, number> = { kills: 0, deaths: 0 }
  const add = (name: string, count: number) => {
    figures[name] = (figures[name] ?? 0) + count
  }
  const recoveries: number[] = []
  const broken: string[] = []
  for (let blow = 1; blow <= total; blow++) {
    const worker = await atRandomMoment(crew, prey, blows)
    if (worker === null) {
      broken.push(`it was over after ${blow - 1} of ${total} blows`)
      break
    }
    const isFreeze = Math.floor((blow * freezes) / total) > Math.floor(((blow - 1) * freezes) / total)
    if (isFreeze) {
      const wanted: Standing = random() < 0.5 ? 'between pages' : 'within a page'
      add(`frozen ${await crew.freeze(worker, wanted)}`, 1)
    } else {
      const victims = random() * perMassacre < 1 ? [...crew.alive] : [worker]
      await crew.kill(victims)
      add('kills', 1)
      add('deaths', victims.length)
    }
    const recovery = await recovered(crew, prey)
    recoveries.push(recovery)
    if (recovery > promised) broken.push(`after blow ${blow} it took ${Math.round(recovery)} s until the work went on`)
    if (isFreeze) crew.wake(worker)
    if (blow % 10 === 0) say(`${blow} of ${total} blows`)
  }
  await crew.complete()
  while (!(await prey.isOver())) await recovered(crew, prey)
  const rounded = (seconds: number) => Math.round(seconds * 10) / 10
  const sum = recoveries.reduce((sum, seconds) => sum + seconds, 0)
  return {
    figures: {
      ...figures,
      'slowest recovery (s)': rounded(Math.max(...recoveries)),
      'mean recovery (s)': rounded(sum / recoveries.length),
    },
    broken,
  }
}

/** Lets the prey get some steps ahead, and a part of one; who has it in hand then, null where it is over. */
async function atRandomMoment(crew: Crew, prey: Prey, { steps, random }: Blows): Promise<ServerProcess | null> {
  const goal = (await prey.progress()) + Math.floor(random() * steps)
  const rest = random() * 40
  let holder: ServerProcess | undefined
  await until(prey, async () => {
    if ((await prey.progress()) < goal) return false
    holder = await crew.holderOf(prey.task)
    return holder !== undefined
  })
  await delay(rest)
  return holder ?? null
}

/** How many seconds pass until the next step is committed, or all is over, of those in which somebody was there to go on. */
async function recovered(crew: Crew, prey: Prey): Promise<number> {
  const before = await prey.progress()
  await until(prey, async () => crew.alive.size > 0)
  return await until(prey, async () => (await prey.progress()) > before)
}

/** Waits until something is so, or all is over; how many seconds. Throws where it is hopeless. */
async function until(prey: Prey, met: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1_000
  while (!(await met()) && !(await prey.isOver())) {
    if (seconds() > hopeless) throw new Error(`Nothing has moved for ${hopeless} seconds.`)
    await delay(5)
  }
  return seconds()
}
