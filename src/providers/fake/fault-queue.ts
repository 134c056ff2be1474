import { pick, seeded } from '../../samples/random.ts'

/** Faults that come at random. */
export interface RandomFaults<Fault> {
  /** How many of a hundred requests are at fault. */
  percent: number
  seed?: number
  /** What they are; absent: whatever heals. */
  kinds?: readonly Fault[]
}

/** The faults that are still to come. */
export interface FaultQueue<Fault, Place> {
  /** The next request at this place meets the fault, and so do those after it, so many `times` (once if absent). */
  push(fault: Fault & { times?: number; on?: Place }): void
  /** What this request meets. */
  next(place: Place): Fault | null
}

/** Faults in the order in which they were asked for, then at random: those that fit the place, and none where none fits. */
export function createFaultQueue<Fault extends object, Place extends string>({
  percent,
  seed = 1,
  usual,
  fitting,
}: {
  percent: number
  seed?: number | undefined
  /** Where a fault is met that names no place. */
  usual: Place
  fitting: (place: Place) => readonly Fault[]
}): FaultQueue<Fault, Place> {
  const random = seeded(seed)
  const queue: { fault: Fault; left: number; on: Place }[] = []
  return {
    push: (fault) => void queue.push({ fault, left: fault.times ?? 1, on: fault.on ?? usual }),
    next: (place) => {
      const first = queue.findIndex(({ on }) => on === place)
      const asked = queue[first]
      if (asked) {
        asked.left -= 1
        if (asked.left <= 0) queue.splice(first, 1)
        return asked.fault
      }
      const kinds = fitting(place)
      return kinds.length > 0 && random() * 100 < percent ? pick(kinds, random) : null
    },
  }
}
