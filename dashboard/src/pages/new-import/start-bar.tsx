import { Anchor, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import { number, percent, pluralize } from '../../components/format.ts'
import { shareOf } from '../../runs/run.ts'
import { Bar } from '../../runs/run-bar.tsx'
import { RunCounts } from '../../runs/run-counts.tsx'
import { describeCounts, verdicts } from '../../runs/verdicts.ts'
import type { FormRefusal } from './form-refusal.ts'
import { isAtTarget } from './import-settings.tsx'
import { lacksCredits, type Simulation } from './operations.ts'
import { RefusalNote } from './refusal-note.tsx'
import classes from './start-bar.module.css'
import type { Simulated } from './use-simulation.ts'

interface Props {
  /** The form that the button submits. */
  formId: string
  simulated: Simulated
  refusal: FormRefusal | null
  isStarting: boolean
}

/** The preview of the result, as the import will show it, and the start button; always in view. */
export function StartBar({ formId, simulated, refusal, isStarting }: Props) {
  const { counts, simulation, isBusy } = simulated
  return (
    <Paper component="section" aria-label="Preview" withBorder px="lg" py="sm" className={classes['bar']}>
      <Stack gap="xs" miw={0} aria-busy={isBusy}>
        <Bar
          label="Preview of the import"
          parts={verdicts.map(({ count, tone }) => ({ tone, count: counts?.[count] ?? 0 }))}
          total={counts?.total ?? null}
        />
        <Summary simulated={simulated} />
        {counts && (
          <div className={classes['counts']}>
            <RunCounts counts={counts} />
          </div>
        )}
      </Stack>
      <Stack gap="xs" justify="center">
        {refusal && !isAtTarget(refusal) && <RefusalNote refusal={refusal} />}
        <Button
          type="submit"
          form={formId}
          disabled={isStarting || (simulation !== null && lacksCredits(simulation))}
          fullWidth
        >
          Start import
        </Button>
      </Stack>
    </Paper>
  )
}

/** What the import will cost, or why it can't start. The last one stays visible while the next is computed. */
function Summary({ simulated: { counts, simulation, refusal, isBusy } }: { simulated: Simulated }) {
  const share = isBusy && counts ? shareOf([{ counts }]) : null
  return (
    <Group justify="space-between" gap="xs" mih={20}>
      <div role="status">
        {refusal ? (
          <Text c="var(--mantine-color-error)" fw={600}>
            {refusal.message}
          </Text>
        ) : isBusy ? (
          <Text c="dimmed">Checking rows…</Text>
        ) : (
          simulation && <Cost simulation={simulation} />
        )}
      </div>
      {share !== null && share < 1 && (
        <Text c="dimmed" className="number">
          {percent(share)}
        </Text>
      )}
      {counts && !isBusy && (
        <Text hiddenFrom="sm" size="sm">
          {describeCounts(counts)}
        </Text>
      )}
    </Group>
  )
}

function Cost({ simulation }: { simulation: Simulation }) {
  const { isComplete, rows, creditsNeeded, creditsAvailable } = simulation
  const of = isComplete ? '' : `Of the first ${number(rows)} rows: `
  if (creditsNeeded > 0 && creditsNeeded > creditsAvailable) {
    return (
      <Text fw={600}>
        {of}
        {isComplete ? 'This import needs ' : 'This import needs at least '}
        {pluralize(creditsNeeded, 'credit')}. You have {number(creditsAvailable)}.{' '}
        {creditsAvailable === 0 && 'Ask the administrator of this server for credits. '}
        <Anchor component={Link} to="/credits" inherit underline="always">
          View credits
        </Anchor>
      </Text>
    )
  }
  return (
    <Text>
      {of}
      {isComplete ? 'Uses ' : 'Uses at least '}
      {number(creditsNeeded)} of {pluralize(creditsAvailable, 'credit')}
    </Text>
  )
}
