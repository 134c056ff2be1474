import { pick, seeded } from '../../samples/random.ts'

/** Random faults. */
export interface RandomFaults<Fault> {
  /** Percentage of requests with a fault. */
  percent: number
  seed?: number
  /** The faults to choose from; defaults to those that clients survive. */
  kinds?: readonly Fault[]
}

/** A queue of faults. */
export interface FaultQueue<Fault, Place> {
  /** Gives the next `times` requests at this place the fault (default: one). */
  push(fault: Fault & { times?: number; on?: Place }): void
  /** Returns the fault of the next request at this place; null for none. */
  next(place: Place): Fault | null
}

/** Returns a queue with pushed faults first, in order, then random ones that fit the place. */
export function createFaultQueue<Fault extends object, Place extends string>({
  percent,
  seed = 1,
  usual,
  fitting,
}: {
  percent: number
  seed?: number | undefined
  /** Place of a fault that names none. */
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
