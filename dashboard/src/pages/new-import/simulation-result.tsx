import { Alert, Anchor, Box, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { countOf, number } from '../../components/format.ts'
import type { Simulation } from './operations.ts'
import type { Simulated } from './use-simulation.ts'

/** What would become of the rows, in a sentence. It stays while the next one is made out. */
export function SimulationResult({ simulated: { simulation, refusal, isBusy } }: { simulated: Simulated }) {
  return (
    <Stack gap="sm" mih={96} aria-busy={isBusy}>
      <Text size="sm" c="dimmed">
        {isBusy ? 'Going through the rows …' : 'What would become of the rows'}
      </Text>
      <Box role="status" opacity={isBusy ? 0.6 : 1}>
        {simulation && (
          <Text fw={600} lh={1.5}>
            {sentenceOf(simulation)}
          </Text>
        )}
        {refusal && (
          <Text c="var(--mantine-color-error)" fw={600}>
            {refusal.message}
          </Text>
        )}
      </Box>
      {simulation && <Shortage simulation={simulation} />}
    </Stack>
  )
}

/** Says so when there are too few credits. */
function Shortage({ simulation: { creditsNeeded, creditsAvailable, isComplete } }: { simulation: Simulation }) {
  if (creditsNeeded <= creditsAvailable && creditsAvailable > 0) return null
  return (
    <Alert
      color="orange"
      variant="outline"
      p="sm"
      title={creditsAvailable === 0 ? 'No credits left' : 'Too few credits'}
    >
      <Text size="sm">
        {isComplete ? 'This takes ' : 'This takes at least '}
        {countOf(creditsNeeded, 'credit')}, and you have {number(creditsAvailable)}.
        {creditsAvailable > 0 && ' Rows beyond them are left out; import the file again for those when you have more.'}
      </Text>
      <Anchor component={Link} to="/credits" size="sm" fw={600}>
        Your credits
      </Anchor>
    </Alert>
  )
}

/** All numbers in one sentence; those that are none are not worth a word. */
function sentenceOf({ counts, rows, isComplete, creditsNeeded, creditsAvailable }: Simulation): string {
  const parts = [
    { count: counts.merged, what: 'merged' },
    { count: counts.crossListSkipped, what: 'in other lists' },
    { count: counts.blocked, what: 'blocked' },
    { count: counts.invalid, what: 'unreadable' },
    { count: counts.unaffordable, what: 'without a credit' },
  ].filter(({ count }) => count > 0)
  const all = [{ count: counts.imported, what: 'new' }, ...parts].map(({ count, what }) => `${number(count)} ${what}`)
  const before = isComplete ? '' : `Of the first ${number(rows)} rows: `
  return `${before}${all.join(', ')}: ${countOf(creditsNeeded, 'credit')} of ${number(creditsAvailable)}`
}
