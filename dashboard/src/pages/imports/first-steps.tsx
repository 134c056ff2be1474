import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconCircle, IconCircleCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useQuery } from 'urql'
import { useFlag } from '../../components/use-flag.ts'
import { toneColor } from '../../design/tokens.ts'
import { graphql } from '../../gql/gql.ts'
import { isOver, type Run } from '../../runs/run.ts'

const FirstStepsData = graphql(`
  query FirstSteps {
    salesNavAccess { hasSalesNavigator }
  }
`)

/** Users with more imports don't see the steps. */
const maxImports = 3

/** What to do first, until all of it is done or the user hides it. */
export function FirstSteps({ runs }: { runs: readonly Run[] }) {
  const [{ data }] = useQuery({ query: FirstStepsData })
  const [hasExported] = useFlag('exported')
  const [isHidden, hide] = useFlag('first-steps-hidden')
  const list = runs.find((run) => run.list)?.list
  const steps = [
    {
      isDone: data?.salesNavAccess.hasSalesNavigator ?? false,
      text: (
        <Anchor component={Link} to="/accounts">
          Connect a LinkedIn account
        </Anchor>
      ),
    },
    {
      isDone: runs.length > 0,
      text: (
        <>
          Download the{' '}
          <Anchor href="/sample-leads.csv" download>
            sample file
          </Anchor>{' '}
          and{' '}
          <Anchor component={Link} to="/new-import">
            import it
          </Anchor>
        </>
      ),
    },
    { isDone: runs.some(isOver), text: 'Watch the import here until it ends' },
    {
      isDone: hasExported,
      text: list ? (
        <Anchor component={Link} to={`/lists/${list.id}`}>
          Export the list
        </Anchor>
      ) : (
        'Export the list'
      ),
    },
  ]
  if (!data || isHidden || runs.length > maxImports || steps.every(({ isDone }) => isDone)) return null
  return (
    <Paper component="section" aria-labelledby="first-steps" withBorder p="lg">
      <Group justify="space-between" mb="sm">
        <Title order={2} size="h4" id="first-steps">
          First steps
        </Title>
        <Button size="compact-sm" variant="subtle" onClick={hide}>
          Hide
        </Button>
      </Group>
      <Stack component="ol" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {steps.map(({ isDone, text }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps don't change their order
          <Step key={at} isDone={isDone}>
            {text}
          </Step>
        ))}
      </Stack>
    </Paper>
  )
}

function Step({ isDone, children }: { isDone: boolean; children: ReactNode }) {
  const Icon = isDone ? IconCircleCheck : IconCircle
  return (
    <Group component="li" gap="sm" wrap="nowrap">
      <Icon
        size={20}
        role="img"
        aria-label={isDone ? 'Done' : 'To do'}
        color={isDone ? toneColor('success') : toneColor('neutral')}
      />
      <Text {...(isDone && { c: 'dimmed' })}>{children}</Text>
    </Group>
  )
}
