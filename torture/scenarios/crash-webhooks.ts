import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { Webhook } from 'standardwebhooks'
import * as z from 'zod'
import { seeded } from '../../src/samples/random.ts'
import type { ScenarioDatabase } from '../harness/environment.ts'
import { injectFaults, type Workload } from '../harness/fault-injector.ts'
import { findViolations } from '../harness/invariants.ts'
import { createImporter } from '../harness/people-file.ts'
import type { Scenario } from '../harness/scenario.ts'
import { ask, type Caller, startImport } from '../harness/start-import.ts'
import { startWorkerFleet } from '../harness/worker-fleet.ts'

/** Enough for a machine that is so busy that much is delivered before a kill is over. */
const importsOfKill = 60
const webhooks = 2
/** Maximum number of deliveries between two kills. */
const steps = 15
/** Milliseconds until the receiver responds. */
const latency = 20
/** Part of the deliveries that the receiver accepts, but whose response is lost. */
const lostResponses = 0.03

/** Webhooks whose workers are killed repeatedly, between the end of an import and its delivery too. */
export const crashWebhooks: Scenario<'kills'> = {
  name: 'crash-webhooks',
  promise:
    'However often workers are killed and responses are lost, each event has exactly one delivery for each webhook, and is received, with a valid signature.',
  counts: { kills: { sample: 1, ci: 4, full: 40 } },
  async run({ environment, counts: { kills }, timeFactor, seed, report }) {
    const random = seeded(seed)
    const database = await environment.createDatabase()
    const receiver = await startReceiver(random)
    const env = {
      DATABASE_URL: database.url,
      WEBHOOK_ALLOW_HTTP: 'true',
      WEBHOOK_ALLOW_ADDRESSES: '127.0.0.1',
    }
    const api = await environment.startServer({ ...env, ROLE: 'api' })
    const fleet = await startWorkerFleet(environment, database, env, Math.min(2, kills))
    const imports = kills * importsOfKill
    const importer = await createImporter(database, api.url, { name: 'crash', credits: imports })
    for (let webhook = 0; webhook < webhooks; webhook++) {
      receiver.secrets.push(await createWebhook(importer, `${receiver.url}/${webhook}`))
    }
    for (let number = 0; number < imports; number++) {
      await startImport(importer, 'createListWithImport', {
        name: `List ${number}`,
        dataType: 'PEOPLE',
        csvText: `email\np${number}@a.example\n`,
        personMapping: { email: 'email' },
      })
    }
    const deliveries = imports * webhooks
    const workload = deliveriesOf(database, deliveries)
    const { figures, violations } = await injectFaults(fleet, workload, { kills, steps, timeFactor, random, report })
    await fleet.end()
    await receiver.stop()
    const received = [...receiver.received.values()].reduce((sum, bodies) => sum + bodies.length, 0)
    return {
      figures: { ...figures, deliveries, 'received again': received - deliveries },
      violations: [
        ...violations,
        ...receiver.violations(deliveries),
        ...(await findWrongDeliveries(database, deliveries)),
        ...(await findViolations(database.pool)),
      ],
    }
  },
}

async function createWebhook(caller: Caller, url: string): Promise<string> {
  const { createWebhook } = await ask(
    caller,
    `mutation ($url: String!) {
      createWebhook(input: { url: $url, events: [IMPORT_COMPLETED] }) { ... on CreateWebhookPayload { secret } }
    }`,
    z.object({ createWebhook: z.object({ secret: z.string() }) }),
    { url },
  )
  return createWebhook.secret
}

/** Starts a receiver, which records the bodies of each message for each webhook. */
async function startReceiver(random: () => number) {
  const received = new Map<string, string[]>()
  const secrets: string[] = []
  const forged: string[] = []
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString('utf8')
    const key = `${req.url} ${req.headers['webhook-id']}`
    const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value)])
    try {
      new Webhook(secrets[Number(req.url?.slice(1))] ?? '').verify(body, Object.fromEntries(headers))
    } catch {
      forged.push(key)
    }
    received.set(key, [...(received.get(key) ?? []), body])
    await delay(latency)
    if (random() < lostResponses) res.destroy()
    else res.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    received,
    secrets,
    violations(expected: number): string[] {
      const changed = [...received].filter(([, bodies]) => new Set(bodies).size > 1)
      return [
        ...forged.map((key) => `the signature of ${key} is wrong`),
        ...changed.map(([key]) => `${key} had different bodies`),
        ...(received.size === expected ? [] : [`${received.size} of ${expected} deliveries were received`]),
      ]
    },
    async stop() {
      server.close()
      server.closeAllConnections()
    },
  }
}

function deliveriesOf({ pool }: ScenarioDatabase, expected: number): Workload {
  const count = async () => {
    const { rows } = await pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM webhook_deliveries WHERE status = 'DELIVERED'",
    )
    return rows[0]?.count ?? 0
  }
  return { task: 'deliver-webhook', progress: count, isOver: async () => (await count()) === expected }
}

async function findWrongDeliveries({ pool }: ScenarioDatabase, expected: number): Promise<string[]> {
  const { rows } = await pool.query<{ violation: string }>(
    `SELECT format('run %s has %s deliveries', runs.id, count(d.id)) AS violation
     FROM import_runs AS runs LEFT JOIN webhook_deliveries AS d ON (d.payload::json -> 'data' ->> 'runId') = runs.id::text
     GROUP BY runs.id HAVING count(d.id) <> $1 OR count(DISTINCT d.message_id) <> 1
     UNION ALL
     SELECT format('%s deliveries are %s', count(*), status) FROM webhook_deliveries GROUP BY status
     HAVING status <> 'DELIVERED' OR count(*) <> $2`,
    [webhooks, expected],
  )
  return rows.map(({ violation }) => violation)
}
