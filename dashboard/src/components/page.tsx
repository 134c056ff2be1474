import { Box, Group, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { useEnds } from '../runs/ends.tsx'
import { useActiveRuns } from '../runs/live-runs.tsx'
import { shareOf } from '../runs/run.ts'
import { isolated, percent } from './format.ts'

interface Props {
  title: string
  actions?: ReactNode
  /** Whether it takes the whole width of the window, for a table of many columns. */
  isWide?: boolean
  children: ReactNode
}

/** A page: its heading, which takes the focus after a navigation, its actions and its content. */
export function Page({ title, actions, isWide = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { key } = useLocation()
  const [isFirst] = useState(key === 'default')
  useEffect(() => {
    if (isFirst) return
    heading.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [isFirst])
  return (
    <Box maw={isWide ? undefined : 1200} mx="auto">
      <PageTitle title={title} />
      <Group justify="space-between" mb="lg" mih={36}>
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          <bdi>{title}</bdi>
        </Title>
        {actions}
      </Group>
      {children}
    </Box>
  )
}

/** The title of the browser tab: the progress of running imports, an import that ended unseen, otherwise the name of the page. */
function PageTitle({ title }: { title: string }) {
  const runs = useActiveRuns()
  const share = shareOf(runs)
  const { unseen } = useEnds()
  const state = share === null ? (unseen === null ? isolated(title) : `✓ ${isolated(unseen)}`) : percent(share)
  return <title>{`${state} · Leadstream`}</title>
}
