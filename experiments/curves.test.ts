import { describe, expect, test } from 'vitest'
import { curvesOf } from './curves.ts'
import { axisOf } from './axis.ts'
import type { Trial } from './trial.ts'

const NOTHING = { programsTried: 0, fuel: 0, seconds: 0, dollars: 0 }

describe('a scale', () => {
  test('has round marks', () => {
    expect(axisOf([0, 20_000], [0, 100], 'linear').ticks.map(({ label }) => label)).toEqual(['0', '5,000', '10,000', '15,000', '20,000'])
    expect(axisOf([0.012, 0.03], [0, 100], 'fitting').ticks.map(({ label }) => label)).toEqual(['0.015', '0.02', '0.025', '0.03'])
  })
  test('is logarithmic where values are far apart', () => {
    const { at, ticks } = axisOf([0.01, 100], [0, 100], 'fitting')
    expect(at(1)).toBeCloseTo(50)
    expect(ticks.map(({ label }) => label)).toEqual(['0.01', '0.1', '1', '10', '100'])
    expect(axisOf([-1, 100], [0, 100], 'fitting').at(49.5)).toBeCloseTo(50)
  })
  test('bears one value, and none', () => {
    expect(axisOf([3, 3], [0, 100], 'fitting').at(3)).toBeCloseTo(50)
    expect(axisOf([], [0, 100], 'fitting').ticks.length).toBeGreaterThan(1)
  })
})

describe('curves', () => {
  const trial = (seed: number, scores: readonly [at: number, score: number][]): Trial => ({
    problem: 'x',
    arm: 'a <b>',
    seed,
    spent: { evaluations: 100, ...NOTHING },
    steps: scores.map(([evaluations, score]) => ({ evaluations, score, ...NOTHING })),
    size: 1,
    train: 0,
    heldOut: new Map(),
  })
  const problem = { name: 'x & y', direction: 'maximize', unit: '', measures: [], target: 0, reach: [] } as const
  const comparison = { evaluations: 100, seeds: 2, arms: ['a <b>'], problems: [], tests: 0, ranks: [] }
  const drawn = curvesOf({ ...problem, name: 'x' }, comparison, [
    trial(1, [
      [0, 0],
      [50, 10],
    ]),
    trial(2, [[0, 0]]),
  ])
  test('go up by steps when the best gets better: a band of the range, a line of the median', () => {
    const [, band, line] = /<path d="M(.*?)Z".*?<path d="M(.*?)"/s.exec(drawn) ?? []
    // From 0 to 10 the axis has 386 - 62 points; the level is 0 up to half of the width, then 5 of 10.
    expect(line).toMatch(/^76\.0,373\.2H408\.0V225\.0H740\.0V225\.0$/)
    expect(band).toMatch(/^76\.0,373\.2H408\.0V76\.8H740\.0V76\.8V373\.2H740\.0V373\.2H76\.0$/)
  })
  test('are one well-formed picture, whatever names hold', () => {
    expect(drawn).toContain('a &#60;b&#62;')
    expect(drawn.match(/<svg /g)).toHaveLength(1)
    expect(drawn).not.toMatch(/NaN|Infinity|undefined/)
    expect(curvesOf(problem, comparison, [{ ...trial(1, []), problem: problem.name }])).not.toMatch(/NaN|Infinity|undefined/)
  })
})
