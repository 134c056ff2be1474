import { afterEach, beforeAll, expect } from 'vitest'
import { type StandIn, startStandIn } from '../server/stand-in.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { describeHttp } from './graphql-over-http.ts'
import { describeMultipart } from './multipart-requests.ts'
import { describeRelay } from './relay-connections.ts'
import { describeEventStreams } from './server-sent-events.ts'
import { describeConnections, maxConnections } from './transport-ws-connection.ts'
import { describeOperations } from './transport-ws-operations.ts'

let app: TestApp
let standIn: StandIn

// Shared by the suites, because starting a server for each would take longer than its tests.
beforeAll(async () => {
  ;[app, standIn] = await Promise.all([startTestApp(), startStandIn({ connectionsPerUser: maxConnections })])
})

// Every source is closed, however its connection ended.
afterEach(async () => {
  await expect.poll(() => standIn.ticks.size).toBe(0)
})

describeHttp(() => app)
describeRelay(() => app)
describeConnections(() => standIn)
describeOperations(() => standIn)
describeEventStreams(() => standIn)
describeMultipart(() => standIn)
