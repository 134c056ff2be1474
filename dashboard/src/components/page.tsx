import { Box, Group, Title } from '@mantine/core'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useLocation } from 'react-router'
import { useActiveRuns } from '../runs/live-runs.tsx'
import { shareOf } from '../runs/run.ts'
import { percent } from './format.ts'

/** A page: its heading, which takes the focus when somebody comes from another page, what can be done at once, and the rest. */
export function Page({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  const { key } = useLocation()
  const [isFirst] = useState(key === 'default')
  useEffect(() => {
    if (isFirst) return
    heading.current?.focus({ preventScroll: true })
    scrollTo(0, 0)
  }, [isFirst])
  return (
    <Box maw={1200} mx="auto">
      <PageTitle title={title} />
      <Group justify="space-between" mb="lg" mih={36}>
        <Title order={1} size="h2" ref={heading} tabIndex={-1}>
          {title}
        </Title>
        {actions}
      </Group>
      {children}
    </Box>
  )
}

/** The title of the browser's tab: how far imports are while there are any, else the name of the page. */
function PageTitle({ title }: { title: string }) {
  const runs = useActiveRuns()
  const share = shareOf(runs)
  return <title>{`${share === null ? title : percent(share)} · Leadstream`}</title>
}
