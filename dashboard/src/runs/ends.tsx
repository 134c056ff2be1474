import { Anchor, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { createContext, use } from 'react'
import { Link } from 'react-router'
import { number } from '../components/format.ts'
import type { Run } from './run.ts'

/** Imports that have ended since the dashboard was opened, newest first. */
export interface Ends {
  readonly runs: readonly Run[]
  /** The name of a list whose import ended while the tab was in the background. */
  readonly unseen: string | null
  dismiss(runId: string): void
}

/** Provided by `LiveRuns`. */
export const EndsContext = createContext<Ends>({ runs: [], unseen: null, dismiss() {} })

/** Returns the imports that have ended since the dashboard was opened. */
export function useEnds(): Ends {
  return use(EndsContext)
}

const titles = { COMPLETED: 'Import completed', FAILED: 'Import failed', CANCELLED: 'Import cancelled' }

/** Says that an import has ended: in the page, and if allowed to a user who is elsewhere. */
export function announceEnd(run: Run): void {
  const title = titles[run.status as keyof typeof titles]
  const name = run.list?.name ?? 'Deleted list'
  notifications.show({
    title,
    color: run.status === 'FAILED' ? 'red' : 'indigo',
    autoClose: 10_000,
    message: (
      <Text component="span">
        {run.list ? (
          <Anchor component={Link} to={`/lists/${run.list.id}`}>
            <bdi>{name}</bdi>
          </Anchor>
        ) : (
          name
        )}
        : {endSummary(run)}
      </Text>
    ),
  })
  if (document.hidden && 'Notification' in window && Notification.permission === 'granted') {
    new Notification(title, { body: `${name}: ${endSummary(run)}`, tag: run.id })
  }
}

/** Describes what an import did: "80 added, 10 merged, 5 need credits". */
function endSummary({ counts: { imported, merged, unaffordable } }: Pick<Run, 'counts'>): string {
  const credits = unaffordable === 0 ? '' : `, ${number(unaffordable)} need${unaffordable === 1 ? 's' : ''} credits`
  return `${number(imported)} added, ${number(merged)} merged${credits}`
}
