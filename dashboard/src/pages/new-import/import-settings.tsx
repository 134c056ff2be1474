import { Divider, Stack, Switch, Title } from '@mantine/core'
import type { FormEvent } from 'react'
import { Examples } from './examples.tsx'
import type { FormRefusal } from './form-refusal.ts'
import { MatchSettings } from './match-settings.tsx'
import type { Matching } from './matching.ts'
import type { Preview, Simulation, Targets } from './operations.ts'
import { type Target, TargetFields } from './target-fields.tsx'

interface Props {
  /** The id of the form, whose button is elsewhere. */
  formId: string
  onSubmit: (event: FormEvent) => void
  lists: Targets['lists']['nodes']
  dataType: Preview['dataType']
  target: Target
  onTarget: (target: Target) => void
  isSkipping: boolean
  onSkipping: (isSkipping: boolean) => void
  matching: Matching
  onMatching: (matching: Matching) => void
  refusal: FormRefusal | null
  examples: Simulation['examples']
}

/** Returns whether a refusal is about the target list. */
export function isAtTarget(refusal: FormRefusal | null): boolean {
  return refusal?.field === 'name' || refusal?.field === 'listId'
}

/** The target list, the settings of the import, and examples of what they do. */
export function ImportSettings(props: Props) {
  const { lists, dataType, target, onTarget, isSkipping, onSkipping, matching, onMatching, refusal, examples } = props
  return (
    <Stack component="form" id={props.formId} onSubmit={props.onSubmit} gap="md">
      <Title order={2} size="h4">
        Import
      </Title>
      <TargetFields
        target={target}
        lists={lists}
        error={isAtTarget(refusal) ? (refusal?.message ?? null) : null}
        onChange={onTarget}
      />
      <Switch
        label="Skip blocked companies and leads in my other lists"
        checked={isSkipping}
        onChange={(event) => onSkipping(event.currentTarget.checked)}
      />
      <MatchSettings dataType={dataType} isNewList={target.isNew} matching={matching} onChange={onMatching} />
      {examples.length > 0 && (
        <>
          <Divider />
          <Examples examples={examples} />
        </>
      )}
    </Stack>
  )
}
