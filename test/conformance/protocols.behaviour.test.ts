import { afterEach, beforeAll, expect } from 'vitest'
import { type StandIn, startStandIn } from '../server/stand-in.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { describeHttp } from './graphql-over-http.ts'
import { describeMultipart } from './multipart-requests.ts'
import { patient } from './raw-socket.ts'
import { describeRelay } from './relay-connections.ts'
import { describeEventStreams } from './server-sent-events.ts'
import { describeConnections, maxConnections } from './transport-ws-connection.ts'
import { describeOperations } from './transport-ws-operations.ts'

let app: TestApp
let standIn: StandIn

// The suites share them: to start a server for each would take longer than all that is asked of it.
beforeAll(async () => {
  ;[app, standIn] = await Promise.all([startTestApp(), startStandIn({ connectionsPerToken: maxConnections })])
})

// Whatever became of its connection, no source stays behind.
afterEach(async () => {
  await expect.poll(() => standIn.ticks.size, patient).toBe(0)
})

describeHttp(() => app)
describeRelay(() => app)
describeConnections(() => standIn)
describeOperations(() => standIn)
describeEventStreams(() => standIn)
describeMultipart(() => standIn)
