import { SingleBar } from 'cli-progress'
import type { Counts } from './demo-operations.ts'

/** Shows the counts of a run while they move. */
export interface ProgressBar {
  show(counts: Counts): void
  stop(): void
}

/** Opens a bar in a terminal; elsewhere, as in the log of a build, a line for each fifth of the way. */
export function openBar(output: NodeJS.WritableStream & { isTTY?: boolean }, total: number): ProgressBar {
  return output.isTTY === true ? barOn(output, total) : linesOn(output)
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
    show: (counts) => bar.update(counts.processed, { text: describe(counts) }),
    stop: () => bar.stop(),
  }
}

function linesOn(output: NodeJS.WritableStream): ProgressBar {
  let shown = -1
  return {
    show(counts) {
      const fifth = Math.floor((counts.processed / counts.total) * 5)
      if (fifth <= shown) return
      shown = fifth
      const percentage = Math.floor((counts.processed / counts.total) * 100)
      output.write(`  ${String(percentage).padStart(3)} %  ${describe(counts)}\n`)
    },
    stop: () => {},
  }
}

function describe({ imported, merged, crossListSkipped, blocked, invalid }: Counts): string {
  return `${imported} imported, ${merged} merged, ${crossListSkipped + blocked} skipped, ${invalid} invalid`
}
