import { Anchor, Button, NumberInput, Paper, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { useAction } from '../../api/use-action.ts'
import { pluralize, thousandSeparator } from '../../components/format.ts'
import { useIdempotencyKey } from '../../components/use-idempotency-key.ts'
import { type FormRefusal, toFormRefusal } from './form-refusal.ts'
import { ImportSearch, type Targets } from './operations.ts'
import { RefusalNote } from './refusal-note.tsx'
import { type Target, TargetFields } from './target-fields.tsx'

/** Sales Navigator shows at most this many people of a search. */
const maxSearchResults = 2_500

/** Starts the import of a Sales Navigator search. */
export function SearchForm({ targets: { viewer, lists, salesNavAccess } }: { targets: Targets }) {
  const [url, setUrl] = useState('')
  const [maxResults, setMaxResults] = useState<number | string>(maxSearchResults)
  const [target, setTarget] = useState<Target>({ isNew: true, name: '', listId: null })
  const [isSkipping, setSkipping] = useState(true)
  const [refusal, setRefusal] = useState<FormRefusal | null>(null)
  const search = useAction(ImportSearch)
  const keyOf = useIdempotencyKey()
  const navigate = useNavigate()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setRefusal(null)
    const input = {
      url: url.trim(),
      ...(maxResults !== '' && { maxResults: Number(maxResults) }),
      ...(target.isNew ? { listName: target.name } : { listId: target.listId }),
      skipExistingCustomers: isSkipping,
    }
    const outcome = await search.attempt({ input: { ...input, idempotencyKey: keyOf(input) } })
    if ('payload' in outcome) return navigate('/imports')
    setRefusal(toFormRefusal(outcome.refusal))
  }
  const { available } = viewer.credits
  const errorAt = (name: string) => (refusal?.field === name ? refusal.message : null)
  const isElsewhere = !['url', 'maxResults', 'listName'].includes(refusal?.field ?? '')
  return (
    <Paper withBorder component="section" aria-labelledby="from-search" p="xl">
      <Stack component="form" gap="md" onSubmit={(event) => void submit(event)}>
        <Title order={2} size="h4" id="from-search">
          Or import a Sales Navigator search
        </Title>
        <TextInput
          label="Sales Navigator URL"
          description="A people search, a saved search or a lead list, copied from the address bar"
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
          label="Maximum new leads"
          value={maxResults}
          onChange={setMaxResults}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator={thousandSeparator}
          decimalSeparator={thousandSeparator === '.' ? ',' : '.'}
          min={1}
          error={errorAt('maxResults')}
        />
        <TargetFields
          target={target}
          lists={lists.nodes}
          fallback="Sales Nav Import - today’s date"
          error={errorAt('listName')}
          onChange={setTarget}
        />
        <Switch
          label="Skip blocked companies and people in my other lists"
          checked={isSkipping}
          onChange={(event) => setSkipping(event.currentTarget.checked)}
        />
        {refusal && isElsewhere && <RefusalNote refusal={refusal} />}
        <Stack gap="xs">
          <Button type="submit" disabled={search.isBusy || available === 0} fullWidth>
            Start import
          </Button>
          <Text size="sm" c="dimmed">
            {salesNavAccess.account ? (
              <>
                LinkedIn account: <bdi>{salesNavAccess.account.name}</bdi>.{' '}
              </>
            ) : (
              <>
                No Sales Navigator account.{' '}
                <Anchor component={Link} to="/accounts" inherit underline="always">
                  Connect one
                </Anchor>
                .{' '}
              </>
            )}
            Each new lead costs one credit. You have {pluralize(available, 'credit')}.
            {available === 0 && ' Ask the administrator of this server for credits.'}
          </Text>
        </Stack>
      </Stack>
    </Paper>
  )
}
