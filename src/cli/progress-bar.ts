import { SingleBar } from 'cli-progress'

/** Progress so far. */
interface Position {
  processed: number
  /** May grow. */
  total: number
}

/** Shows progress. */
export interface ProgressBar {
  show(position: Position, text: string): void
  stop(): void
}

/** Opens a progress bar in a terminal; elsewhere, such as in a build log, prints a line every 20 %. */
export function openBar(output: NodeJS.WritableStream & { isTTY?: boolean }): ProgressBar {
  return output.isTTY === true ? barOn(output) : linesOn(output)
}

/** Shows nothing. */
export const silentBar: ProgressBar = { show: () => {}, stop: () => {} }

function barOn(output: NodeJS.WritableStream): ProgressBar {
  const bar = new SingleBar({
    stream: output,
    format: '  {bar} {percentage} %  {text}',
    barsize: 24,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    fps: 30,
    // Shows the cursor again if the process is interrupted.
    gracefulExit: true,
  })
  bar.start(1, 0, { text: '' })
  return {
    show({ processed, total }, text) {
      bar.setTotal(Math.max(total, 1))
      bar.update(processed, { text })
    },
    stop: () => bar.stop(),
  }
}

function linesOn(output: NodeJS.WritableStream): ProgressBar {
  let shown = -1
  return {
    show({ processed, total }, text) {
      const share = processed / Math.max(total, 1)
      const fifth = Math.floor(share * 5)
      if (fifth <= shown) return
      shown = fifth
      output.write(`  ${String(Math.floor(share * 100)).padStart(3)} %  ${text}\n`)
    },
    stop: () => {},
  }
}
