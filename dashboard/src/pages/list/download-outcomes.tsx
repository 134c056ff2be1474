import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useClient } from 'urql'
import { errorMessage } from '../../api/error-message.ts'
import { graphql } from '../../gql/gql.ts'
import type { OutcomeFilter } from './outcomes.ts'

const OutcomesLink = graphql(`
  query OutcomesLink($runId: ID!) {
    importRun(id: $runId) { id outcomesCsvUrl }
  }
`)

/** Downloads the rows that match the filter as CSV. */
export function DownloadOutcomes({
  runId,
  filter: { verdicts, reasonCodes },
}: {
  runId: string
  filter: OutcomeFilter
}) {
  const client = useClient()
  const [isBusy, setBusy] = useState(false)
  const download = async () => {
    setBusy(true)
    // A link expires after 15 minutes, so each click requests a new one.
    const { data, error } = await client.query(OutcomesLink, { runId }, { requestPolicy: 'network-only' }).toPromise()
    setBusy(false)
    const url = data?.importRun?.outcomesCsvUrl
    if (url === undefined) {
      const message = error ? errorMessage(error) : 'This import was deleted.'
      notifications.show({ color: 'red', title: 'Download failed', message })
      return
    }
    const link = document.createElement('a')
    const chosen = Object.entries({ verdicts, reasonCodes }).filter(([, values]) => values.length > 0)
    link.href = url + chosen.map(([name, values]) => `&${name}=${values.join(',')}`).join('')
    link.download = ''
    link.click()
  }
  return (
    <Button
      size="xs"
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      disabled={isBusy}
      onClick={() => void download()}
    >
      Download CSV
    </Button>
  )
}
