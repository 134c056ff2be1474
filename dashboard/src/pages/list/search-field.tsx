import { CloseButton, Loader, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'

interface Props {
  label: string
  isBusy: boolean
  /** The text at first. */
  initial?: string
  /** Called with the search text when the user stops typing. */
  onSearch: (search: string) => void
}

/** The search field of a table. */
export function SearchField({ label, isBusy, initial = '', onSearch }: Props) {
  const [text, setText] = useState(initial)
  const notify = useDebouncedCallback(onSearch, 250)
  const change = (value: string) => {
    setText(value)
    notify(value.trim())
  }
  return (
    <TextInput
      aria-label={label}
      data-search
      placeholder={label}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      onKeyDown={({ key }) => key === 'Escape' && change('')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        isBusy ? (
          <Loader size="xs" aria-hidden />
        ) : text === '' ? null : (
          <CloseButton size="sm" aria-label="Clear search" onClick={() => change('')} />
        )
      }
      w={{ base: '100%', xs: 300 }}
    />
  )
}
