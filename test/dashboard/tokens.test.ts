import { expect, test } from 'vitest'
import { type Scheme, surfaces, tones } from '../../dashboard/src/design/tokens.ts'

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

/** How colors look with full color blindness, on linear RGB (Machado, Oliveira and Fernandes 2009). */
const visions: Readonly<Record<string, Matrix>> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** The difference in OKLab of colors that are told apart at a glance; colors that touch are told apart from about 0.02. */
const minDifference = 0.09

const schemes: readonly Scheme[] = ['light', 'dark']

for (const scheme of schemes) {
  for (const [vision, matrix] of Object.entries(visions)) {
    test(`all tones of the ${scheme} scheme differ with ${vision} vision`, () => {
      const seen = Object.entries(tones[scheme]).map(
        ([tone, color]) => [tone, toOklab(times(matrix, linear(color)))] as const,
      )
      for (const [at, [tone, one]] of seen.entries()) {
        for (const [other, two] of seen.slice(at + 1)) {
          expect.soft(distance(one, two), `${tone} and ${other}`).toBeGreaterThan(minDifference)
        }
      }
    })
  }

  test(`each tone of the ${scheme} scheme has a contrast of 3 with a card`, () => {
    for (const [tone, color] of Object.entries(tones[scheme])) {
      expect.soft(contrast(linear(color), linear(surfaces[scheme].card)), tone).toBeGreaterThan(3)
    }
  })
}

function linear(hex: string): Triple {
  const channel = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

function times(matrix: Matrix, [x, y, z]: Triple): Triple {
  const row = ([a, b, c]: Triple) => Math.min(1, Math.max(0, a * x + b * y + c * z))
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])]
}

function toOklab([r, g, b]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function distance(one: Triple, two: Triple): number {
  return Math.hypot(one[0] - two[0], one[1] - two[1], one[2] - two[2])
}

function contrast(one: Triple, two: Triple): number {
  const luminance = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05
  const [a, b] = [luminance(one), luminance(two)]
  return Math.max(a, b) / Math.min(a, b)
}
