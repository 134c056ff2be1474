import { Button, Divider, Stack, Switch, Title } from '@mantine/core'
import type { FormEvent } from 'react'
import { Examples } from './examples.tsx'
import type { Targets } from './operations.ts'
import { RefusalNote } from './refusal-note.tsx'
import { SimulationResult } from './simulation-result.tsx'
import { type Target, TargetFields } from './target-fields.tsx'
import type { Simulated } from './use-simulation.ts'
import type { useStart } from './use-start.ts'

interface Props {
  lists: Targets['lists']['nodes']
  target: Target
  onTarget: (target: Target) => void
  isSkipping: boolean
  onSkipping: (isSkipping: boolean) => void
  simulated: Simulated
  start: ReturnType<typeof useStart>
}

/** The target list, the preview of the result and the start button. */
export function StartForm({ lists, target, onTarget, isSkipping, onSkipping, simulated, start }: Props) {
  const { refusal } = start
  const examples = simulated.simulation?.examples ?? []
  const isAtTarget = refusal !== null && (refusal.field === 'name' || refusal.field === 'listId')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!start.isBusy) void start.run()
  }
  return (
    <Stack component="form" gap="md" onSubmit={submit}>
      <Title order={2} size="h4">
        Import
      </Title>
      <TargetFields target={target} lists={lists} error={isAtTarget ? refusal.message : null} onChange={onTarget} />
      <Switch
        label="Skip blocked companies and leads in my other lists"
        checked={isSkipping}
        onChange={(event) => onSkipping(event.currentTarget.checked)}
      />
      <Divider />
      <SimulationResult simulated={simulated} />
      {refusal && !isAtTarget && <RefusalNote refusal={refusal} />}
      <Button type="submit" disabled={start.isBusy} fullWidth>
        Start import
      </Button>
      {examples.length > 0 && <Examples examples={examples} />}
    </Stack>
  )
}
