import { setTimeout as delay } from 'node:timers/promises'
import type { TaskName } from '../../src/jobs/catalog.ts'
import { giveUpMs } from './give-up.ts'
import type { ServerProcess } from './server-process.ts'
import type { WorkerFleet } from './worker-fleet.ts'

/** Work whose workers are killed. */
export interface Workload {
  readonly task: TaskName
  /** Returns the number of committed steps. */
  progress(): Promise<number>
  isOver(): Promise<boolean>
}

/** How many faults to inject, and the maximum number of steps between two of them. */
export interface FaultPlan {
  readonly kills: number
  readonly freezes?: number
  readonly steps: number
  readonly timeFactor: number
  readonly random: () => number
  readonly report: (line: string) => void
}

/** What the faults did. */
export interface FaultReport {
  readonly figures: Readonly<Record<string, number>>
  readonly violations: readonly string[]
}

/** Seconds within which work must resume after a worker died. */
const maxRecoverySeconds = 15
/** Seconds within which other workers must take over from a frozen one, which they detect by 30 seconds without a heartbeat. */
const maxTakeoverSeconds = 45
/** If the work goes on sooner than this, the frozen worker had just passed it on, and does not notice that it was frozen. */
const minTakeoverSeconds = 15
/** One in this many kills hits all workers at once. */
const killAllEvery = 10

/** Kills or freezes workers at random moments, waits each time for the work to resume, and finally for it to end. */
export async function injectFaults(fleet: WorkerFleet, workload: Workload, plan: FaultPlan): Promise<FaultReport> {
  const { kills, freezes = 0, timeFactor, random, report } = plan
  const total = kills + freezes
  const figures: Record<string, number> = { kills: 0, deaths: 0 }
  const add = (name: string, count: number) => {
    figures[name] = (figures[name] ?? 0) + count
  }
  const recoveries: number[] = []
  const takeovers: number[] = []
  const violations: string[] = []
  let faults = 0
  while (faults < total) {
    const worker = await waitForRandomMoment(fleet, workload, plan)
    if (worker === null) {
      violations.push(`the work ended after ${faults} of ${total} faults`)
      break
    }
    const isFreeze = Math.floor(((faults + 1) * freezes) / total) > Math.floor((faults * freezes) / total)
    if (isFreeze) {
      const stopPoint = await fleet.freeze(worker, random() < 0.5 ? 'between pages' : 'within a page')
      const takeover = await measureRecovery(fleet, workload)
      const isTakenOver = takeover >= minTakeoverSeconds
      fleet.wake(worker, isTakenOver)
      add(isTakenOver ? `frozen ${stopPoint}` : 'frozen without a job', 1)
      if (!isTakenOver) continue
      takeovers.push(takeover)
    } else {
      const victims = random() * killAllEvery < 1 ? [...fleet.alive] : [worker]
      await fleet.kill(victims)
      add('kills', 1)
      add('deaths', victims.length)
      recoveries.push(await measureRecovery(fleet, workload))
    }
    faults++
    const [seconds = 0, most] = isFreeze
      ? [takeovers.at(-1), maxTakeoverSeconds]
      : [recoveries.at(-1), maxRecoverySeconds]
    if (seconds > most * timeFactor)
      violations.push(`after fault ${faults} it took ${Math.round(seconds)} s until the work went on`)
    if (faults % 10 === 0) report(`${faults} of ${total} faults`)
  }
  await fleet.complete()
  while (!(await workload.isOver())) await measureRecovery(fleet, workload)
  return {
    figures: { ...figures, ...summary('recovery', recoveries), ...summary('takeover from a frozen worker', takeovers) },
    violations,
  }
}

function summary(name: string, seconds: readonly number[]): Record<string, number> {
  if (seconds.length === 0) return {}
  const rounded = (value: number) => Math.round(value * 10) / 10
  const mean = seconds.reduce((sum, value) => sum + value, 0) / seconds.length
  return { [`slowest ${name} (s)`]: rounded(Math.max(...seconds)), [`mean ${name} (s)`]: rounded(mean) }
}

/** Waits for some steps and part of the next; returns the worker that holds the job, or null when the work has ended. */
async function waitForRandomMoment(
  fleet: WorkerFleet,
  workload: Workload,
  { steps, random }: FaultPlan,
): Promise<ServerProcess | null> {
  const goal = (await workload.progress()) + Math.floor(random() * steps)
  const milliseconds = random() * 40
  let holder: ServerProcess | undefined
  await waitUntil(workload, async () => {
    if ((await workload.progress()) < goal) return false
    holder = await fleet.holderOf(workload.task)
    return holder !== undefined
  })
  await delay(milliseconds)
  return holder ?? null
}

/** Returns the seconds until the next step or the end, counted from the moment a worker is available. */
async function measureRecovery(fleet: WorkerFleet, workload: Workload): Promise<number> {
  const before = await workload.progress()
  await waitUntil(workload, async () => fleet.alive.size > 0)
  return await waitUntil(workload, async () => (await workload.progress()) > before)
}

/** Waits for a condition or the end of the work; returns the seconds. Throws if neither comes. */
async function waitUntil(workload: Workload, met: () => Promise<boolean>): Promise<number> {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1_000
  while (!(await met()) && !(await workload.isOver())) {
    if (seconds() * 1_000 > giveUpMs) throw new Error('The work makes no progress.')
    await delay(5)
  }
  return seconds()
}
