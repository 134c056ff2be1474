import { Button, Popover } from '@mantine/core'
import { IconColumns3 } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { Loading } from '../../../components/loading.tsx'
import { lazyPage } from '../../../shell/lazy-page.ts'

const ColumnChoices = lazyPage(() => import('./column-choices.tsx'))

/** The columns of a table, and which of them are shown. */
export interface ColumnMenuProps {
  listId: string
  ofPeople: boolean
  /** All columns but those of custom fields; the first can’t be hidden. */
  columns: readonly { readonly key: string; readonly label: string }[]
  shown: readonly string[]
  onChoose: (keys: readonly string[] | null) => void
}

/** Chooses the columns of a table. */
export function ColumnMenu(props: ColumnMenuProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus width={260} withArrow shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconColumns3 size={16} aria-hidden />}
          onClick={() => setOpen((was) => !was)}
        >
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns" p={0}>
        {isOpen && (
          <Suspense fallback={<Loading rows={8} height={24} />}>
            <ColumnChoices {...props} />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
