import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useClient } from 'urql'
import { errorMessage } from '../../api/error-message.ts'
import { useFlag } from '../../components/use-flag.ts'
import { graphql } from '../../gql/gql.ts'
import type { ExportFormat, ExportOf } from '../../gql/graphql.ts'

const ExportLink = graphql(`
  query ExportLink($listId: ID!, $of: ExportOf!, $format: ExportFormat!) {
    list(id: $listId) { id exportUrl(of: $of, format: $format) }
  }
`)

const formats: readonly { format: ExportFormat; label: string }[] = [
  { format: 'CSV', label: 'CSV' },
  { format: 'XLSX', label: 'Excel' },
  { format: 'JSONL', label: 'JSON Lines' },
]

/** Downloads the people of a list, or its companies. */
export function ExportList({ listId, of }: { listId: string; of: ExportOf }) {
  const client = useClient()
  const [, setExported] = useFlag('exported')
  const download = async (format: ExportFormat) => {
    // A link expires after 15 minutes, so each click requests a new one.
    const { data, error } = await client
      .query(ExportLink, { listId, of, format }, { requestPolicy: 'network-only' })
      .toPromise()
    const url = data?.list?.exportUrl
    if (url === undefined) {
      const message = error ? errorMessage(error) : 'This list was deleted.'
      notifications.show({ color: 'red', title: 'Export failed', message })
      return
    }
    const link = document.createElement('a')
    link.href = url
    link.download = ''
    link.click()
    setExported()
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {formats.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => void download(format)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
