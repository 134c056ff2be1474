import { readdir, readFile } from 'node:fs/promises'

/** Clock ticks a second in `/proc`, on all Linux platforms. */
const ticks = 100

/** Returns the processor time that a process and its descendants have used, in seconds; NaN except on Linux. */
export async function processorSeconds(pid: number): Promise<number> {
  const processes = await readProcesses()
  const used = (id: number): number =>
    (processes.get(id)?.ticks ?? 0) +
    [...processes].filter(([, { parent }]) => parent === id).reduce((sum, [child]) => sum + used(child), 0)
  return processes.has(pid) ? used(pid) / ticks : Number.NaN
}

async function readProcesses(): Promise<Map<number, { parent: number; ticks: number }>> {
  const processes = new Map<number, { parent: number; ticks: number }>()
  for (const name of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    // The name of the program, in parentheses, may hold blanks.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [parent, own, ofKernel, ofEnded, ofEndedInKernel] = [1, 11, 12, 13, 14].map((at) => Number(fields[at]))
    if (parent === undefined || stat === '') continue
    processes.set(Number(name), {
      parent,
      ticks: [own, ofKernel, ofEnded, ofEndedInKernel].reduce<number>((sum, part) => sum + (part ?? 0), 0),
    })
  }
  return processes
}
