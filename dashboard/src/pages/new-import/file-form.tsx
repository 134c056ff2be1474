import { Paper, Stack } from '@mantine/core'
import { useId } from '@mantine/hooks'
import { type FormEvent, useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { CustomColumns } from './custom-columns.tsx'
import { type Draft, inputOf } from './draft.ts'
import { FileSummary, type Sheets } from './file-summary.tsx'
import { ImportSettings } from './import-settings.tsx'
import { LeaveImportWarning } from './leave-import-warning.tsx'
import { MappingEditor } from './mapping-editor.tsx'
import { type Matching, matchingInput } from './matching.ts'
import classes from './new-import.module.css'
import type { Preview, Targets } from './operations.ts'
import { PreviewTable } from './preview-table.tsx'
import { restoreDraft, saveDraft } from './saved-draft.ts'
import { StartBar } from './start-bar.tsx'
import type { Target } from './target-fields.tsx'
import { TypeChoice } from './type-choice.tsx'
import { useSimulation } from './use-simulation.ts'
import { useStart } from './use-start.ts'

interface Props {
  preview: Preview
  targets: Targets
  sheets: Sheets
  onReset: () => void
  /** Drops the mapping of the last import of the same columns. */
  onForget: () => void
}

/** The form for a parsed file: its content, its mapping, the target list and the preview of the result. */
export default function FileForm({ preview, targets, sheets, onReset, onForget }: Props) {
  const [params, setParams] = useSearchParams()
  const initialTarget = useMemo(() => ({ isNew: true, name: listNameOf(preview.fileName), listId: null }), [preview])
  const [restored] = useState(() =>
    restoreDraft(
      // The address may still be that of another sheet.
      params.get('upload') === preview.uploadId ? params.get('draft') : null,
      preview,
      initialTarget,
    ),
  )
  const [draft, setDraft] = useState(restored.draft)
  const [target, setTarget] = useState<Target>(restored.target)
  const [isSkipping, setSkipping] = useState(restored.isSkipping)
  const [matching, setMatching] = useState<Matching>(restored.matching)
  const { uploadId } = preview
  const saved = saveDraft({ draft, target, isSkipping, matching }, preview, initialTarget)
  const keep = useEffectEvent((text: string) => {
    setParams({ upload: uploadId, ...(text !== '' && { draft: text }) }, { replace: true })
  })
  useEffect(() => keep(saved), [saved])
  const changeType = useCallback((dataType: Draft['dataType']) => setDraft((last) => ({ ...last, dataType })), [])
  const listId = target.isNew ? null : target.listId
  const isNewList = target.isNew
  const reading = useMemo(
    () => ({
      ...inputOf(draft, preview),
      skipExistingCustomers: isSkipping,
      ...matchingInput(matching, { dataType: draft.dataType, isNewList }),
    }),
    [draft, preview, isSkipping, matching, isNewList],
  )
  const simulated = useSimulation(
    uploadId,
    useMemo(() => ({ ...reading, listId }), [reading, listId]),
  )
  const start = useStart({ uploadId, reading, target })
  const fault = [start.refusal, simulated.refusal].find((refusal) => refusal?.code === 'INVALID_MAPPING') ?? null
  const formId = useId()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!start.isBusy) void start.run()
  }
  return (
    <Stack gap="md">
      <LeaveImportWarning />
      <FileSummary preview={preview} sheets={sheets} onReset={onReset} />
      <PreviewTable preview={preview} draft={draft} />
      <div className={classes['form']}>
        <Stack gap="md" miw={0}>
          <TypeChoice preview={preview} value={draft.dataType} onChange={changeType} />
          <MappingEditor preview={preview} draft={draft} fault={fault} onChange={setDraft} onForget={onForget} />
          <CustomColumns preview={preview} draft={draft} fault={fault} onChange={setDraft} />
        </Stack>
        <Paper withBorder p="lg" component="section" aria-label="Import">
          <ImportSettings
            formId={formId}
            onSubmit={submit}
            lists={targets.lists.nodes}
            dataType={draft.dataType}
            target={target}
            onTarget={setTarget}
            isSkipping={isSkipping}
            onSkipping={setSkipping}
            matching={matching}
            onMatching={setMatching}
            refusal={start.refusal}
            examples={simulated.simulation?.examples ?? []}
          />
        </Paper>
      </div>
      <StartBar formId={formId} simulated={simulated} refusal={start.refusal} isStarting={start.isBusy} />
    </Stack>
  )
}

/** Returns the default name of the list: that of the file, without extensions. */
function listNameOf(fileName: string | null): string {
  return (fileName ?? '').replace(/(\.(csv|tsv|txt|xlsx?|xlsb|ods|gz))+$/i, '').slice(0, 200)
}
