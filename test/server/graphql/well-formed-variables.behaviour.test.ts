import { expect, it } from 'vitest'
import { post } from '../../support/graphql.ts'
import { startStandIn } from '../stand-in.ts'

const server = await startStandIn()
const token = await server.signUp()

it.each([
  ['is half an emoji', 'Ann\ud83d', 3],
  ['is the other half', '\ude00Ann', 3],
  ['is both halves in the wrong order', 'A\ude00\ud83dnn', 3],
  ['holds a whole emoji', 'Ann😀', 5],
])('a variable that %s reaches resolvers without lone surrogates', async (_what, csvText, length) => {
  const query = 'mutation ($csvText: String!) { csvLength(csvText: $csvText) }'
  const { body } = await post(server.url, { query, variables: { csvText } }, token)
  expect(body).toEqual({ data: { csvLength: length } })
})
