import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { Saved } from './lead-kind.ts'

interface Props<Item> {
  label: string
  /** The row as it was read. */
  item: Item
  textOf: (item: Item) => string
  save: (item: Item, text: string) => Promise<Saved<Item>>
  /** Called with the row as it is now. */
  onSaved: (item: Item) => void
  onShow: (id: string) => void
  onDone: () => void
}

/** Edits a cell in place: Enter or leaving it saves, Esc cancels. Says why a value was refused, and what to do about it. */
export function CellEditor<Item>({ label, item, textOf, save, onSaved, onShow, onDone }: Props<Item>) {
  const [text, setText] = useState(() => textOf(item))
  const [refused, setRefused] = useState<Exclude<Saved<Item>, { item: Item }> | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isDone = useRef(false)
  const finish = () => {
    isDone.current = true
    onDone()
  }
  const submit = async (on: Item) => {
    if (isBusy || isDone.current) return
    if (text.trim() === textOf(on)) return finish()
    setBusy(true)
    const saved = await save(on, text.trim())
    setBusy(false)
    if ('item' in saved) {
      onSaved(saved.item)
      finish()
    } else setRefused(saved)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // Keys belong to the editor, not to the table.
    event.stopPropagation()
    if (event.key === 'Escape') finish()
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault()
      void submit(item)
    }
  }
  const changed = refused && 'changed' in refused ? refused.changed : null
  const useTheirs = () => {
    if (changed) onSaved(changed)
    finish()
  }
  return (
    <Popover opened={refused !== null} withRoles={false} width={280} position="bottom-start" withArrow shadow="md">
      <Popover.Target>
        <TextInput
          aria-label={label}
          size="xs"
          value={text}
          autoFocus
          readOnly={isBusy}
          error={refused !== null}
          onFocus={({ currentTarget }) => currentTarget.select()}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => refused === null && void submit(item)}
        />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={`${label} was not saved`} onKeyDown={onKeyDown}>
        <Stack gap="sm" style={{ whiteSpace: 'normal' }}>
          {changed ? (
            <>
              <Text size="sm">
                This row has changed since you opened it. {label} is now{' '}
                {textOf(changed) === '' ? 'empty' : <strong>“{textOf(changed)}”</strong>}.
              </Text>
              <Group gap="xs" justify="flex-end">
                <Button size="xs" variant="default" onClick={useTheirs}>
                  Keep that
                </Button>
                <Button size="xs" disabled={isBusy} onClick={() => void submit(changed)}>
                  Save mine
                </Button>
              </Group>
            </>
          ) : (
            refused &&
            'message' in refused && (
              <Refusal message={refused.message} duplicateId={refused.duplicateId} onShow={onShow} onCancel={finish} />
            )
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

interface RefusalProps {
  message: string
  duplicateId: string | undefined
  onShow: (id: string) => void
  onCancel: () => void
}

function Refusal({ message, duplicateId, onShow, onCancel }: RefusalProps) {
  return (
    <>
      <Text size="sm" role="alert">
        {message}
      </Text>
      <Group gap="xs" justify="flex-end">
        {duplicateId !== undefined && (
          <Button size="xs" variant="default" onClick={() => onShow(duplicateId)}>
            Show the other
          </Button>
        )}
        <Button size="xs" variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </Group>
    </>
  )
}
