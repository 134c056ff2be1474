import { countOf, moment } from '../../components/format.ts'
import { leftOutOf, type Run } from '../../runs/run.ts'

/** Where the rows of a run come from, in words. */
export const kindNames: Record<Run['kind'], string> = { CSV: 'File', SALES_NAV: 'Sales Navigator search' }

/** A run in a line, to choose it from others. */
export function nameOf(run: Run): string {
  return `${moment(run.createdAt)} · ${kindNames[run.kind]} · ${countOf(leftOutOf(run), 'row')} not imported`
}
