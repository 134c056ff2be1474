import { setTimeout as delay } from 'node:timers/promises'
import { openSession, type Session } from '../db/session.ts'
import type { Log } from '../log.ts'
import { isChannel, transportChannel } from './channels.ts'
import { decode } from './envelope.ts'
import { notify } from './notify.ts'
import { type ListeningTransport, reconnected } from './pubsub.ts'

/** Listens on a dedicated connection and reconnects until it is closed; throws if the first connection fails. */
export async function startPostgresEventTarget(options: {
  databaseUrl: string
  log: Log
}): Promise<ListeningTransport> {
  const { databaseUrl, log } = options
  const local = new EventTarget()
  let closed = false
  // One at a time, because a connection runs one query at a time.
  let sending = Promise.resolve()

  const listen = async (): Promise<Session> => {
    const session = await openSession(databaseUrl, 'leadstream events')
    session.client.on('notification', ({ payload }) => {
      const event = decode(payload ?? '')
      if (event) local.dispatchEvent(event)
      else log.warn({ payload }, 'events: dropped an invalid message')
    })
    try {
      await session.client.query(`LISTEN ${transportChannel}`)
    } catch (error) {
      await session.close()
      throw error
    }
    return session
  }

  const listenAgain = async (): Promise<void> => {
    for (let wait = 50; !closed; wait = Math.min(wait * 2, 5_000)) {
      await delay(wait, undefined, { ref: false })
      if (closed) return
      try {
        session = await listen()
        if (closed) return await session.close()
        listening = true
        log.info('events: listening again')
        watch()
        // Messages sent in the meantime are lost.
        local.dispatchEvent(new Event(reconnected))
        return
      } catch (error) {
        log.warn({ err: error }, 'events: could not listen, will retry')
      }
    }
  }

  const watch = () => {
    void session.over.then((error) => {
      if (closed) return
      listening = false
      log.warn({ err: error }, 'events: lost the connection')
      void listenAgain()
    })
  }

  let session = await listen()
  let listening = true
  watch()

  return {
    isListening: () => listening,
    addEventListener: (type, listener) => local.addEventListener(type, listener),
    removeEventListener: (type, listener) => local.removeEventListener(type, listener),
    dispatchEvent(event) {
      if (!(event instanceof CustomEvent) || !isChannel(event.type)) return local.dispatchEvent(event)
      const { type, detail } = event
      sending = sending
        .then(() => notify(session.client, type, detail))
        .catch((error: unknown) => log.warn({ err: error }, 'events: could not send a message'))
      return true
    },
    async close() {
      closed = true
      await session.close()
    },
  }
}
