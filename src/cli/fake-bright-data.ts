import { startFakeBrightData } from '../providers/enrichment/fake/fake-bright-data.ts'
import { type FakeServerOptions, fakeServerCommand, printExchange, runFakeServer, wholeNumber } from './fake-server.ts'

const { port, key, faults, seed, latency, ready } = fakeServerCommand({
  name: 'fake-bright-data',
  description: "Serve Bright Data's API with invented companies and, on request, faults",
  port: 4020,
  failing: 'requests, and of companies,',
})
  .option('--ready <ms>', 'time from trigger to result of a snapshot, in milliseconds', wholeNumber(3_600_000), 5_000)
  .parse()
  .opts<FakeServerOptions & { ready: number }>()

await runFakeServer(
  'FAKE_BRIGHT_DATA',
  () =>
    startFakeBrightData({
      port,
      apiKey: key,
      latency,
      readyAfter: ready,
      faults: { percent: faults, seed },
      onEnd: (exchange) => printExchange(exchange),
    }),
  ({ url, apiKey }) => [
    `Fake Bright Data is listening on ${url}. It has data for almost every LinkedIn URL.`,
    'Start Leadstream with it:',
    `  BRIGHT_DATA_URL=${url} BRIGHT_DATA_API_KEY=${apiKey} npm start`,
    'Add PUBLIC_URL=http://127.0.0.1:4000 to receive results by webhook too.',
    'Then import companies with LinkedIn URLs: their list is enriched after the import.',
  ],
)
