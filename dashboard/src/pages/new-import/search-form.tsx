import { Anchor, Button, NumberInput, Paper, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useAction } from '../../api/use-action.ts'
import { countOf } from '../../components/format.ts'
import { ImportSearch, type Targets } from './operations.ts'
import { fieldOf } from './refusal.ts'
import { Refused } from './refused.tsx'
import { type Target, TargetFields } from './target-fields.tsx'
import { useKey } from './use-key.ts'

/** Most people of a search that Sales Navigator shows. */
const reach = 2_500

/** Starts the import of a Sales Navigator search. */
export function SearchForm({ targets: { viewer, lists, salesNavAccess } }: { targets: Targets }) {
  const [url, setUrl] = useState('')
  const [most, setMost] = useState<number | string>(reach)
  const [target, setTarget] = useState<Target>({ isNew: true, name: '', listId: null })
  const [isSkipping, setSkipping] = useState(true)
  const [refusal, setRefusal] = useState<{ code: string; message: string } | null>(null)
  const search = useAction(ImportSearch)
  const keyOf = useKey()
  const navigate = useNavigate()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setRefusal(null)
    const input = {
      url: url.trim(),
      ...(most !== '' && { maxResults: Number(most) }),
      ...(target.isNew ? { listName: target.name } : { listId: target.listId }),
      skipExistingCustomers: isSkipping,
    }
    const outcome = await search.attempt({ input: { ...input, idempotencyKey: keyOf(input) } })
    if ('payload' in outcome) return navigate('/imports')
    setRefusal(outcome.refusal)
  }
  const field = refusal && (refusal.code === 'INVALID_SALES_NAV_URL' ? 'url' : fieldOf(refusal))
  const errorAt = (name: string) => (refusal && field === name ? refusal.message : null)
  const isElsewhere = !['url', 'maxResults', 'listName'].includes(field ?? '')
  return (
    <Paper withBorder component="section" aria-labelledby="from-search" p="xl">
      <Stack component="form" gap="md" onSubmit={(event) => void submit(event)}>
        <Title order={2} size="h4" id="from-search">
          Or import a Sales Navigator search
        </Title>
        <TextInput
          label="Address of the search"
          description="A people search, a saved search or a lead list, as the address bar shows it"
          placeholder="https://www.linkedin.com/sales/search/people?…"
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          required
          withAsterisk={false}
          error={errorAt('url')}
        />
        <NumberInput
          label="New leads at most"
          value={most}
          onChange={setMost}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=","
          min={1}
          error={errorAt('maxResults')}
        />
        <TargetFields
          target={target}
          lists={lists.nodes}
          fallback="Sales Nav Import, with the date"
          error={errorAt('listName')}
          onChange={setTarget}
        />
        <Switch
          label="Skip blocked companies and people of my other lists"
          checked={isSkipping}
          onChange={(event) => setSkipping(event.currentTarget.checked)}
        />
        {refusal && isElsewhere && <Refused refusal={refusal} />}
        <Stack gap="xs">
          <Button type="submit" disabled={search.isBusy} fullWidth>
            Start the import
          </Button>
          <Text size="sm" c="dimmed">
            {salesNavAccess.account ? (
              `Through ${salesNavAccess.account.name}. `
            ) : (
              <>
                You have no LinkedIn account with Sales Navigator yet:{' '}
                <Anchor component={Link} to="/accounts" inherit underline="always">
                  connect one
                </Anchor>
                .{' '}
              </>
            )}
            Each new lead costs a credit, and you have {countOf(viewer.credits.available, 'credit')}.
          </Text>
        </Stack>
      </Stack>
    </Paper>
  )
}
