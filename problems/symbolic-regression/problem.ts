import { defineProblem, invalid, numbersOf, stream } from 'ternate'
import type { CaseDraft } from 'ternate'
import { feynman } from './feynman.ts'
import choice from './formula.json' with { type: 'json' }
import { disturb, draw, type Sample } from './formula.ts'
import { nguyen } from './nguyen.ts'

/** Points in the order of the variables; the values there stay outside the sandbox. */
type Input = readonly (readonly number[])[]

interface Expected {
  readonly targets: readonly number[]
  /** Whether each value is to be met to within RECOVERED of itself. */
  readonly exactly: boolean
}

/** Relative error up to which a value counts as met. */
const RECOVERED = 1e-9

const formula = [...nguyen, ...feynman].find(({ name }) => name === choice.formula)
if (formula === undefined) throw new RangeError(`formula.json names ${JSON.stringify(choice.formula)}; nguyen.ts and feynman.ts list all`)
if (!(choice.noise >= 0)) throw new RangeError('noise in formula.json is not a number from 0 on')

/** Points of the published setting for Nguyen's formulas; a hundred where tables of many thousand points are usual. */
const few = choice.formula.startsWith('Nguyen')
const variables = formula.ranges.map((_, k) => `x${k + 1}`)
const parameters = variables.map((name) => `${name}: number`).join(', ')

const train = disturb(draw(formula, few ? 20 : 100, stream('train')), choice.noise, stream('train/noise'))
const validation = disturb(draw(formula, 100, stream('validation')), choice.noise, stream('validation/noise'))

const set = ({ points, targets }: Sample, exactly: boolean): CaseDraft<Input>[] => {
  const expected: Expected = { targets, exactly }
  return [{ name: `${points.length} points`, input: points, expected }]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Root mean square error over the standard deviation of the targets: as the predictions are, and after the best linear change of them. */
function errorsOf(predictions: readonly number[], targets: readonly number[]): { readonly error: number; readonly shape: number } {
  const centre = mean(targets)
  const spread = Math.sqrt(mean(targets.map((target) => (target - centre) ** 2)))
  const middle = mean(predictions)
  const variance = mean(predictions.map((value) => (value - middle) ** 2))
  const covariance = mean(predictions.map((value, k) => (value - middle) * ((targets[k] ?? 0) - centre)))
  const slope = covariance / variance
  const rest = mean(predictions.map((value, k) => ((targets[k] ?? 0) - centre - slope * (value - middle)) ** 2))
  const error = Math.sqrt(mean(predictions.map((value, k) => (value - (targets[k] ?? 0)) ** 2))) / spread
  const shape = Math.sqrt(rest) / spread
  return { error, shape: shape <= 1 ? shape : 1 }
}

/** Where evolution begins: the first variable or nothing, whichever is nearer. */
const nearest =
  errorsOf(
    train.points.map(([first = 0]) => first),
    train.targets,
  ).error <
  errorsOf(
    train.points.map(() => 0),
    train.targets,
  ).error
    ? 'x1'
    : '0'

export default defineProblem<Input, { predictions?: unknown } | null | undefined>({
  statement: `Symbolic regression: find the formula behind measured values. f(${variables.join(', ')}) is to give them${
    choice.noise > 0 ? ', up to the noise in them' : ' exactly'
  }, also where none were measured. Ranges of the variables: ${formula.ranges.map(([low, high], k) => `${variables[k]} from ${low} to ${high}`).join(', ')}.`,
  entry: `f(${parameters}): number`,
  direction: 'minimize',
  unit: '% error',
  cases: {
    train: set(train, false),
    validation: set(validation, false),
    heldOut: {
      'same range': set(draw(formula, 200, stream('same range')), false),
      'wider range': set(draw(formula, 200, stream('wider range'), true), true),
    },
  },

  verify({ expected }, answer) {
    const { targets, exactly } = expected as Expected
    const predictions = numbersOf(answer?.predictions, targets.length)
    if ('invalid' in predictions) return invalid(predictions.invalid)
    if (exactly) {
      const missed = predictions.filter((value, k) => !(Math.abs(value - (targets[k] ?? 0)) <= RECOVERED * Math.abs(targets[k] ?? 0)))
      return { score: (100 * missed.length) / targets.length }
    }
    const { error, shape } = errorsOf(predictions, targets)
    return { score: 100 * (1 - 1 / (1 + error)), metrics: { shape: 100 * shape } }
  },

  seeds: [{ 'program.ts': `export function f(${parameters}): number {\n  return ${nearest}\n}\n` }],

  descriptors: [
    { name: 'shape', edges: [0.1, 1, 5, 10, 20, 40, 70] },
    { name: 'size', edges: [15, 25, 35] },
  ],

  vocabulary: {
    terms: few ? [] : ['Math.PI'],
    functions: few
      ? ['Math.sin(_)', 'Math.cos(_)', 'Math.exp(_)', 'Math.log(_)', '_ * _']
      : [
          'Math.sin(_)',
          'Math.cos(_)',
          'Math.asin(_)',
          'Math.tanh(_)',
          'Math.exp(_)',
          'Math.log(_)',
          'Math.sqrt(_)',
          '_ ** 2',
          '_ * _',
          '1 / _',
        ],
    constants: few ? [1, 2] : [1, 2, 3, 4, 0.5],
  },

  references: [{ name: 'recovered', set: 'wider range', score: 0, source: 'every value met to 1e-9 of itself' }],
})
