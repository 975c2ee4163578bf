import { generate } from 'astring'
import { describe, expect, test } from 'vitest'
import type { Metrics } from '../../engine/contracts/evaluation.ts'
import type { Vocabulary } from '../../engine/contracts/problem.ts'
import { stream } from '../../engine/contracts/random.ts'
import { makeProgram } from '../../languages/index.ts'
import { exactly } from './fractions.ts'
import { createGenetic } from './genetic.ts'
import { calibration } from './operators.ts'

describe('a number as an exact expression', () => {
  const vocabulary: Vocabulary = { terms: ['Math.PI', 'x'], functions: ['Math.sqrt(_)'] }
  test.each([
    [3, '3'],
    [-0.5, '-(1 / 2)'],
    [2 / 3 + 1e-13, '2 / 3'],
    [1e-12, '0'],
    [1 / (4 * Math.PI), '1 / (4 * Math.PI)'],
    [-2 * Math.PI ** 2, '-(2 * Math.PI ** 2)'],
    [1 / Math.sqrt(2 * Math.PI), 'Math.sqrt(1 / (2 * Math.PI))'],
    [Math.SQRT2, 'Math.sqrt(2)'],
    [45, '45'],
  ])('%d is %s', (value, text) => {
    const expression = exactly(value, vocabulary)
    expect(expression === undefined ? undefined : generate(expression)).toBe(text)
  })

  test.each([0.123456789, Math.E, 1e-5, 1e5 + 0.1, 2 / 3 + 1e-6, Number.NaN, Number.POSITIVE_INFINITY])('%d is none', (value) => {
    expect(exactly(value, vocabulary)).toBeUndefined()
  })

  test('roots and constants are those of the vocabulary', () => {
    expect(exactly(Math.PI, {})).toBeUndefined()
    expect(exactly(Math.SQRT2, { terms: ['Math.PI'] })).toBeUndefined()
  })
})

describe('a calibration', () => {
  function calibrated(returned: string, metrics: Metrics, vocabulary: Vocabulary): string | undefined {
    const made = makeProgram({ 'program.js': `export function f(x, y) {\n  return ${returned}\n}\n` })
    if (!made.ok) throw new Error(made.reason)
    const { value } = createGenetic({ operators: [calibration] })
      .propose({
        statement: '',
        entry: { name: 'f', parameters: [], returns: 'number' },
        direction: 'minimize',
        vocabulary,
        parents: [{ program: made.program, evaluation: { set: 'train', verdict: 'scored', cases: [], score: 1, metrics, fuel: 1 } }],
        inspirations: [],
        trainCases: 1,
        size: 80,
        random: stream('calibrate'),
      })
      .next()
    if (value === undefined || !('files' in value)) return undefined
    return /return (.*)/.exec(value.files['program.js'] ?? '')?.[1]
  }
  const linear: Vocabulary = { calibrations: ['slope * _ + intercept'] }

  test('wraps what is returned, with the figures of the parent', () => {
    expect(calibrated('x + y', { slope: 2, intercept: -1 }, linear)).toBe('2 * (x + y) + -1')
    expect(calibrated('x', { slope: 1 / 3, intercept: 1e-14 }, linear)).toBe('1 / 3 * x')
  })

  test('rounds a figure that is not exact, unless the vocabulary is closed', () => {
    const metrics = { slope: 0.123456789, intercept: 0 }
    expect(calibrated('x', metrics, linear)).toBe('0.1235 * x')
    expect(calibrated('x', metrics, { ...linear, closed: true })).toBeUndefined()
  })

  test('does nothing where there is nothing to do, or figures are missing', () => {
    expect(calibrated('x', { slope: 1, intercept: 0 }, linear)).toBeUndefined()
    expect(calibrated('x', { slope: 2 }, linear)).toBeUndefined()
  })

  test('takes the elements of a list, as many as it is of', () => {
    const lists: Vocabulary = { calibrations: ['[a * _]', '[a * _ + b * _2]', '[_ ** a * y ** b]'].slice(0, 2), closed: true }
    expect(calibrated('[x, y]', { a: 2, b: 0 }, lists)).toBe('[2 * x]')
    expect(calibrated('[x + y]', { a: 0.5 }, lists)).toBe('[1 / 2 * (x + y)]')
    expect(calibrated('[x, y, x]', { a: 2, b: 3 }, lists)).toBeUndefined()
  })

  test('powers of 0 and 1 leave no trace', () => {
    const powers: Vocabulary = { calibrations: ['[c * (s * _) ** a * x ** b * y ** d]'], closed: true }
    expect(calibrated('[x + y]', { c: 1, s: 1, a: 1, b: 0, d: -2 }, powers)).toBe('[(x + y) * y ** -2]')
    expect(calibrated('[x - 3]', { c: 2, s: -1, a: -0.5, b: 1, d: 0 }, powers)).toBe('[2 * (-1 * (x - 3)) ** -(1 / 2) * x]')
  })
})
