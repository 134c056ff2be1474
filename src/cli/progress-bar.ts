import { SingleBar } from 'cli-progress'
import type { Counts } from './demo-operations.ts'

/** Shows the counts of a run while they move. */
export interface ProgressBar {
  show(counts: Counts): void
  stop(): void
}

/** Opens a bar in a terminal; elsewhere, as in the log of a build, a line for each fifth of the way. */
export function openBar(output: NodeJS.WritableStream & { isTTY?: boolean }, total: number): ProgressBar {
  return output.isTTY === true ? barOn(output, total) : linesOn(output, total)
}

function barOn(output: NodeJS.WritableStream, total: number): ProgressBar {
  const bar = new SingleBar({
    stream: output,
    format: '  {bar} {percentage} %  {text}',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    fps: 30,
    // Shows the cursor again when somebody ends it half-way.
    gracefulExit: true,
  })
  bar.start(total, 0, { text: '' })
  return {
    show(counts) {
      // That of a search is an estimate, and grows where it is passed.
      bar.setTotal(counts.total ?? total)
      bar.update(counts.processed, { text: describe(counts) })
    },
    stop: () => bar.stop(),
  }
}

function linesOn(output: NodeJS.WritableStream, expected: number): ProgressBar {
  let shown = -1
  return {
    show(counts) {
      const share = counts.processed / (counts.total ?? expected)
      const fifth = Math.floor(share * 5)
      if (fifth <= shown) return
      shown = fifth
      const percentage = Math.floor(share * 100)
      output.write(`  ${String(percentage).padStart(3)} %  ${describe(counts)}\n`)
    },
    stop: () => {},
  }
}

function describe({ imported, merged, crossListSkipped, blocked, invalid }: Counts): string {
  return `${imported} imported, ${merged} merged, ${crossListSkipped + blocked} skipped, ${invalid} invalid`
}
