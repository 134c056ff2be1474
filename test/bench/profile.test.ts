import { expect, it } from 'vitest'
import { timeShares } from '../../bench/profile.ts'

type Frame = [functionName: string, url: string, line?: number]

/** A profile in which each function calls the next, and each is sampled as often as its place says, from 0. */
function profileOf(frames: Frame[]) {
  const nodes = frames.map(([functionName, url, lineNumber = 0], id) => ({
    id,
    callFrame: { functionName, url, lineNumber, columnNumber: 0, scriptId: '0' },
    children: id + 1 < frames.length ? [id + 1] : [],
  }))
  return { nodes, samples: nodes.flatMap(({ id }) => Array.from({ length: id }, () => id)), startTime: 0, endTime: 0 }
}

it('adds up what functions take by package, folder and part of Node', () => {
  const profile = profileOf([
    ['(root)', ''],
    ['query', 'file:///app/node_modules/pg/lib/client.js'],
    ['writePage', 'file:///app/.built-x1/imports/run/write-page.js'],
    ['emit', 'node:events'],
    ['resolve', 'file:///app/node_modules/@pothos/core/esm/index.js'],
    ['(idle)', ''],
  ])
  expect(timeShares(profile, (url) => url)).toEqual([
    { part: '@pothos', share: 0.4 },
    { part: "Node's modules", share: 0.3 },
    { part: 'src/imports/run/', share: 0.2 },
    { part: 'pg', share: 0.1 },
  ])
})

it("counts the engine's own functions to their caller, and looks up where lines of a bundle are from", () => {
  const profile = profileOf([
    ['(root)', ''],
    ['store', 'file:///app/dist/main.js', 7],
    ['stringify', ''],
    ['(garbage collector)', ''],
  ])
  expect(timeShares(profile, (_url, line) => (line === 7 ? 'node_modules/graphql-yoga/esm/server.js' : ''))).toEqual([
    { part: 'graphql-yoga', share: 0.5 },
    { part: 'garbage collection', share: 0.5 },
  ])
})
