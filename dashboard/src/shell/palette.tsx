import { Stack, Text } from '@mantine/core'
import { createSpotlight, Spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.css'
import { useDebouncedValue } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import { useNavigate } from 'react-router'
import { useQuery } from 'urql'
import { graphql } from '../gql/gql.ts'
import { pages } from './pages.ts'

const FindLists = graphql(`
  query FindLists($name: String!) {
    lists(first: 8, filter: { name: { contains: $name } }) {
      nodes { id name }
    }
  }
`)

const [store, palette] = createSpotlight()
const destinations = [{ to: '/new-import', label: 'New import' }, ...pages]

/** Finds pages and lists by name. It opens at once, and then with Ctrl-K. */
export default function Palette() {
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const text = query.trim().toLowerCase()
  const [name] = useDebouncedValue(text, 200)
  const [{ data }] = useQuery({ query: FindLists, variables: { name }, pause: name === '' })
  useEffect(() => palette.open(), [])
  const found = destinations.filter(({ label }) => label.toLowerCase().includes(text))
  const lists = text === '' ? [] : (data?.lists.nodes ?? [])
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      scrollable
      attributes={{ content: { 'aria-label': 'Go to' } }}
      transitionProps={{ duration: 0 }}
    >
      <Spotlight.Search placeholder="Go to a page or a list" aria-label="Go to a page or a list" />
      <Spotlight.ActionsList>
        {found.map(({ to, label }) => (
          <Spotlight.Action key={to} label={label} onClick={() => navigate(to)} />
        ))}
        {lists.map((list) => (
          <Spotlight.Action key={list.id} onClick={() => navigate(`/lists/${list.id}`)}>
            <Stack gap={0} miw={0}>
              <Text>
                <bdi>{list.name}</bdi>
              </Text>
              <Text size="xs" opacity={0.75}>
                List
              </Text>
            </Stack>
          </Spotlight.Action>
        ))}
        {found.length + lists.length === 0 && <Spotlight.Empty>No matches</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  )
}
