import type { Enrichment, PrismaClient } from '../db/generated/client.ts'
import { Live, type LiveStream } from '../events/live-query.ts'
import type { Events } from '../events/pubsub.ts'
import { ListAccessError } from '../lists/errors.ts'
import type { Log } from '../log.ts'

/** A stream of snapshots of one list's enrichment, each newer than the last. */
export type EnrichmentStream = LiveStream<Enrichment>

/** The live state of enrichments, with the guarantees of `Live`. */
export class EnrichmentProgress {
  readonly #prisma: PrismaClient
  readonly #live: Live<Enrichment>

  constructor({ prisma, events, log }: { prisma: PrismaClient; events: Events; log: Log }) {
    this.#prisma = prisma
    this.#live = new Live<Enrichment>({
      events,
      log,
      source: {
        name: 'enrichments',
        keyOf: ({ listId }) => listId,
        isOver: ({ status }) => status === 'IDLE',
        onChange: (events, changed) => events.subscribe('enrichment', ({ listId }) => changed(listId)),
        // Reads lists, since a list without an enrichment may still get its first.
        read: async (ids) => {
          const lists = await prisma.list.findMany({
            where: { id: { in: ids } },
            select: { id: true, enrichment: true },
          })
          return new Map(lists.map(({ id, enrichment }) => [id, enrichment]))
        },
        // There is no subscription to all enrichments of an owner.
        begun: async () => [],
      },
    })
  }

  /**
   * Streams the enrichment of a list: its current state, or its first once it has one, then each change. Completes when it is idle
   * or the list is deleted. Throws ListAccessError if the owner has no such list.
   */
  watchList(ownerId: number, listId: string): Promise<EnrichmentStream> {
    return this.#live.watch(ownerId, listId, async () => {
      const list = await this.#prisma.list.findFirst({
        where: { id: listId, ownerId },
        select: { enrichment: true },
      })
      if (list === null) throw new ListAccessError()
      return list.enrichment
    })
  }

  /** Ends every stream. */
  close(): void {
    this.#live.close()
  }
}
