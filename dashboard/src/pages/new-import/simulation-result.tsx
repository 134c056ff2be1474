import { Alert, Anchor, Box, Group, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { number, pluralize } from '../../components/format.ts'
import { verdicts } from '../../runs/verdicts.ts'
import type { Simulation } from './operations.ts'
import type { Simulated } from './use-simulation.ts'

/** The preview of an import's results. The last one stays visible while the next is loading. */
export function SimulationResult({ simulated: { simulation, refusal, isBusy } }: { simulated: Simulated }) {
  return (
    <Stack gap="sm" mih={96} aria-busy={isBusy}>
      <Text size="sm" c="dimmed">
        {isBusy ? 'Checking rows…' : titleOf(simulation)}
      </Text>
      <Box role="status" opacity={isBusy ? 0.6 : 1}>
        {simulation && <Counts simulation={simulation} />}
        {refusal && (
          <Text c="var(--mantine-color-error)" fw={600}>
            {refusal.message}
          </Text>
        )}
      </Box>
      {simulation && isShort(simulation) && <Shortage simulation={simulation} />}
    </Stack>
  )
}

function titleOf(simulation: Simulation | null): string {
  return simulation && !simulation.isComplete ? `Preview of the first ${number(simulation.rows)} rows` : 'Preview'
}

function Counts({ simulation }: { simulation: Simulation }) {
  const { counts, isComplete, creditsNeeded, creditsAvailable } = simulation
  const shown = verdicts.filter(({ verdict, count }) => verdict === 'IMPORTED' || counts[count] > 0)
  return (
    <Stack gap="sm">
      <Stack component="dl" gap={4} m={0}>
        {shown.map(({ verdict, count, label }) => (
          <Group key={verdict} justify="space-between" wrap="nowrap">
            <Text component="dt">{verdict === 'IMPORTED' ? 'New' : label}</Text>
            <Text component="dd" m={0} fw={600} className="number">
              {number(counts[count])}
            </Text>
          </Group>
        ))}
      </Stack>
      {!isShort(simulation) && (
        <Text size="sm">
          {isComplete ? 'Uses ' : 'Uses at least '}
          {number(creditsNeeded)} of {pluralize(creditsAvailable, 'credit')}
        </Text>
      )}
    </Stack>
  )
}

function Shortage({ simulation: { creditsNeeded, creditsAvailable, isComplete } }: { simulation: Simulation }) {
  return (
    <Alert
      color="orange"
      variant="outline"
      p="sm"
      title={creditsAvailable === 0 ? 'No credits left' : 'Not enough credits'}
    >
      <Text size="sm">
        {isComplete ? 'This import needs ' : 'This import needs at least '}
        {pluralize(creditsNeeded, 'credit')}. You have {number(creditsAvailable)}.
        {creditsAvailable > 0 && ' Rows beyond that are skipped; import the file again when you have more credits.'}
      </Text>
      <Anchor component={Link} to="/credits" size="sm" fw={600}>
        View credits
      </Anchor>
    </Alert>
  )
}

function isShort({ creditsNeeded, creditsAvailable }: Simulation): boolean {
  return creditsNeeded > creditsAvailable || creditsAvailable === 0
}
