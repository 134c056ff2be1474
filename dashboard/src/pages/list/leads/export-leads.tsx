import { Button, type ButtonProps, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useClient } from 'urql'
import { errorMessage } from '../../../api/error-message.ts'
import { useFlag } from '../../../components/use-flag.ts'
import { graphql } from '../../../gql/gql.ts'
import type { ExportFormat } from '../../../gql/graphql.ts'
import type { Exported } from './lead-kind.ts'

const ExportLink = graphql(`
  query ExportLink(
    $listId: ID!
    $of: ExportOf!
    $format: ExportFormat!
    $filter: RowFilter
    $orderBy: RowOrder
    $companyFilter: CompanyFilter
    $companyOrderBy: CompanyOrder
    $columns: [String!]
  ) {
    list(id: $listId) {
      id
      exportUrl(
        of: $of
        format: $format
        filter: $filter
        orderBy: $orderBy
        companyFilter: $companyFilter
        companyOrderBy: $companyOrderBy
        columns: $columns
      )
    }
  }
`)

const formats: readonly { format: ExportFormat; label: string }[] = [
  { format: 'CSV', label: 'CSV' },
  { format: 'XLSX', label: 'Excel' },
  { format: 'JSONL', label: 'JSON Lines' },
]

interface Props extends Pick<ButtonProps, 'size'> {
  /** What is exported: the list, with filter and order. */
  exported: Exported & { listId: string }
  /** The fields of the columns that are shown. */
  fields: readonly string[]
  /** What is exported, such as “4 of 12 people”. */
  title: string
}

/** Downloads what a table shows, with all columns or with those that are shown. */
export function ExportLeads({ size = 'sm', exported, fields, title }: Props) {
  const client = useClient()
  const [, setExported] = useFlag('exported')
  const download = async (format: ExportFormat, columns: string[] | null) => {
    // A link expires after 15 minutes, so each click requests a new one.
    const { data, error } = await client
      .query(ExportLink, { ...exported, format, columns }, { requestPolicy: 'network-only' })
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
        <Button size={size} variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{title}</Menu.Label>
        {formats.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => void download(format, null)}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {formats.map(({ format, label }) => (
          <Menu.Item key={format} onClick={() => void download(format, [...fields])}>
            Shown columns as {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
