import { Paper, Stack } from '@mantine/core'
import { useCallback, useEffect, useEffectEvent, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'
import { CustomColumns } from './custom-columns.tsx'
import { type Draft, inputOf } from './draft.ts'
import { FileSummary, type Sheets } from './file-summary.tsx'
import { LeaveWarning } from './leave-warning.tsx'
import { MappingEditor } from './mapping-editor.tsx'
import classes from './new-import.module.css'
import type { Preview, Targets } from './operations.ts'
import { PreviewTable } from './preview-table.tsx'
import { restoreDraft, saveDraft } from './saved-draft.ts'
import { StartForm } from './start-form.tsx'
import type { Target } from './target-fields.tsx'
import { TypeChoice } from './type-choice.tsx'
import { useSimulation } from './use-simulation.ts'
import { useStart } from './use-start.ts'

interface Props {
  preview: Preview
  targets: Targets
  sheets: Sheets
  onReset: () => void
}

/** The form for a parsed file: its content, its mapping, the target list and the preview of the result. */
export default function FileForm({ preview, targets, sheets, onReset }: Props) {
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
  const { uploadId } = preview
  const saved = saveDraft({ draft, target, isSkipping }, preview, initialTarget)
  const keep = useEffectEvent((text: string) => {
    setParams({ upload: uploadId, ...(text !== '' && { draft: text }) }, { replace: true })
  })
  useEffect(() => keep(saved), [saved])
  const changeType = useCallback((dataType: Draft['dataType']) => setDraft((last) => ({ ...last, dataType })), [])
  const listId = target.isNew ? null : target.listId
  const reading = useMemo(
    () => ({ ...inputOf(draft, preview), skipExistingCustomers: isSkipping }),
    [draft, preview, isSkipping],
  )
  const simulated = useSimulation(
    uploadId,
    useMemo(() => ({ ...reading, listId }), [reading, listId]),
  )
  const start = useStart({ uploadId, reading, target })
  const fault = [start.refusal, simulated.refusal].find((refusal) => refusal?.code === 'INVALID_MAPPING') ?? null
  return (
    <Stack gap="lg">
      <LeaveWarning />
      <FileSummary preview={preview} sheets={sheets} onReset={onReset} />
      <PreviewTable preview={preview} draft={draft} />
      <div className={classes['form']}>
        <Stack gap="lg" miw={0}>
          <TypeChoice preview={preview} value={draft.dataType} onChange={changeType} />
          <MappingEditor preview={preview} draft={draft} fault={fault} onChange={setDraft} />
          <CustomColumns preview={preview} draft={draft} fault={fault} onChange={setDraft} />
        </Stack>
        <Paper withBorder p="lg" className={classes['aside']} component="section" aria-label="Import">
          <StartForm
            lists={targets.lists.nodes}
            target={target}
            onTarget={setTarget}
            isSkipping={isSkipping}
            onSkipping={setSkipping}
            simulated={simulated}
            start={start}
          />
        </Paper>
      </div>
    </Stack>
  )
}

/** Returns the default name of the list: that of the file, without extensions. */
function listNameOf(fileName: string | null): string {
  return (fileName ?? '').replace(/(\.(csv|tsv|txt|xlsx?|xlsb|ods|gz))+$/i, '').slice(0, 200)
}
