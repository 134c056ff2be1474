import { startFakeUnipile } from '../providers/sales-nav/fake/fake-unipile.ts'
import { type FakeServerOptions, fakeServerCommand, printExchange, runFakeServer } from './fake-server.ts'

const { port, key, faults, seed, latency } = fakeServerCommand({
  name: 'fake-unipile',
  description: "Serve Unipile's API with invented people and, on request, faults",
  port: 4010,
  failing: 'searches',
})
  .parse()
  .opts<FakeServerOptions>()

await runFakeServer(
  'FAKE_UNIPILE',
  () =>
    startFakeUnipile({
      port,
      apiKey: key,
      latency,
      faults: { percent: faults, seed },
      onEnd: (exchange) => printExchange(exchange, exchange.query['account_id']),
    }),
  ({ url, apiKey }) => [
    `Fake Unipile is listening on ${url}. It has one LinkedIn account: fake-account`,
    'Start Leadstream with it:',
    `  UNIPILE_URL=${url} UNIPILE_API_KEY=${apiKey} PUBLIC_URL=http://127.0.0.1:4000 npm start`,
    'Then connect an account with the mutation connectLinkedInAccount; its page signs in an invented person.',
  ],
)
