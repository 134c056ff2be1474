import { dateTime } from '../../components/format.ts'
import { kindLabels, type Run, skippedSummary } from '../../runs/run.ts'

/** Describes a run on one line. */
export function runLabel(run: Run): string {
  return `${dateTime(run.createdAt)} · ${kindLabels[run.kind]} · ${skippedSummary(run) ?? 'no skipped rows'}`
}
