import { Paper, Stack } from '@mantine/core'
import { useCallback, useMemo, useState } from 'react'
import { CustomColumns } from './custom-columns.tsx'
import { type Draft, inputOf, suggested } from './draft.ts'
import { FileSummary, type Sheets } from './file-summary.tsx'
import { MappingEditor } from './mapping-editor.tsx'
import classes from './new-import.module.css'
import type { Preview, Targets } from './operations.ts'
import { PreviewTable } from './preview-table.tsx'
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
export function FileForm({ preview, targets, sheets, onReset }: Props) {
  const [draft, setDraft] = useState<Draft>(() => suggested(preview))
  const [target, setTarget] = useState<Target>({ isNew: true, name: listNameOf(preview.fileName), listId: null })
  const [isSkipping, setSkipping] = useState(true)
  const changeType = useCallback((dataType: Draft['dataType']) => setDraft((last) => ({ ...last, dataType })), [])
  const listId = target.isNew ? null : target.listId
  const reading = useMemo(
    () => ({ ...inputOf(draft, preview), skipExistingCustomers: isSkipping }),
    [draft, preview, isSkipping],
  )
  const simulated = useSimulation(
    preview.uploadId,
    useMemo(() => ({ ...reading, listId }), [reading, listId]),
  )
  const start = useStart({ uploadId: preview.uploadId, reading, target })
  const fault = [start.refusal, simulated.refusal].find((refusal) => refusal?.code === 'INVALID_MAPPING') ?? null
  return (
    <Stack gap="lg">
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
