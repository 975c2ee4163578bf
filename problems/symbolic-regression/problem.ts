import { defineProblem, fieldsOf, invalid, listOf, numbersOf, stream } from 'ternate'
import type { CaseDraft, Descriptor } from 'ternate'
import { feynman } from './feynman.ts'
import given from './formula.json' with { type: 'json' }
import { degreeFor, type Fit, fitter, monomials } from './fit.ts'
import { disturb, draw, type Sample } from './formula.ts'
import { nguyen } from './nguyen.ts'

/** Points in the order of the variables; the values there stay outside the sandbox. */
type Input = readonly (readonly number[])[]

interface Expected {
  readonly targets: readonly number[]
  /** Whether each value is to be met to within RECOVERED of itself. */
  readonly exactly: boolean
}

/** What formula.json says. */
interface Choice {
  readonly formula: string
  /** Share of the values' root mean square that noise has. */
  readonly noise: number
  /** The axes of behaviour space, out of those below; shape, size and parts unless given. */
  readonly axes?: readonly string[]
}

const choice: Choice = given

/** Axes of behaviour space, by name. */
const AXES: Readonly<Record<string, Descriptor>> = {
  shape: { name: 'shape', edges: [0.1, 1, 5, 10, 20, 40, 70] },
  size: { name: 'size', edges: Array.from({ length: 6 }, (_, k) => 14 + 5 * k) },
  parts: { name: 'parts', edges: [2] },
  // a prediction of the mean has 100
  raw: { name: 'raw', edges: [1, 5, 20, 40, 70, 100, 200] },
}

const axes = choice.axes ?? ['shape', 'size', 'parts']
const descriptors = axes.flatMap((name) => AXES[name] ?? [])
if (descriptors.length < axes.length) throw new RangeError(`axes in formula.json are out of ${Object.keys(AXES).join(', ')}`)

/** Largest error of a part that is told, in percent of a standard deviation of the values. */
const FARTHEST_RAW = 1e6

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

/** What compares predictions with the values of a case; made once for each. */
const fitters = new WeakMap<Expected, ReturnType<typeof fitter>>()

function fitOf(parts: readonly Float64Array[], input: Input, expected: Expected): Fit {
  const fit = fitters.get(expected) ?? fitter(input, expected.targets)
  fitters.set(expected, fit)
  return fit(parts)
}

/** An error in standard deviations of the values as a loss from 0 to 100. */
const lossOf = (error: number): number => 100 * (1 - 1 / (1 + error))

/** Share of the score that is kept for how far predictions of the right shape are from the values. */
const REST = 1e-4

/** Farthest that a number of a case may be from 0: sums of squares stay finite. */
const FARTHEST = 1e100

/** Most parts of a program. */
const PARTS = 2

/** The combinations that the metrics of so many parts tell, as calibrations. */
const count = (parts: number): number[] => Array.from({ length: parts }, (_, k) => k + 1)
const sumOf = (parts: number): string =>
  `[${count(parts)
    .map((k) => `slope${k} * _${k}`)
    .join(' + ')} + intercept]`
const productOf = (parts: number): string => {
  const powers = [...count(parts).map((k) => `(sign${k} * _${k}) ** raise${k}`), ...variables.map((name, k) => `${name} ** power${k + 1}`)]
  return `[factor * ${powers.join(' * ')}]`
}
/** Nested as by Horner: what several monomials begin with is written once. */
const polynomialOf = (parts: number): string => {
  const items = [...variables, ...count(parts).map((k) => `_${k}`)]
  const names = new Map(
    monomials(items, degreeFor(items.length, train.points.length)).map((factors, k) => [factors.join(' * '), `term${k + 1}`]),
  )
  const nested = (factors: readonly string[], first: number): string =>
    [
      names.get(factors.join(' * ')),
      ...items.slice(first).flatMap((item, k) => {
        const longer = [...factors, item]
        return names.has(longer.join(' * ')) ? [`${item} * (${nested(longer, first + k)})`] : []
      }),
    ].join(' + ')
  return `[${nested([], 0)}]`
}

/** Numbers as metrics of one name and a place. */
const numbered = (name: string, list: readonly number[]): Record<string, number> =>
  Object.fromEntries(list.map((value, k) => [`${name}${k + 1}`, value]))

/** Score of the formula itself, whose values are off by roundings only. */
const OPTIMUM = 1e-12

/** Decimals of the loss: what differs in rounding only behaves alike. */
const DECIMALS = 1e6

export default defineProblem<Input, { parts?: unknown; width?: unknown } | null | undefined>({
  statement: `Symbolic regression: find the formula behind measured values. f(${variables.join(', ')}) is to give them${
    choice.noise > 0 ? ', up to the noise in them' : ' exactly'
  }, also where none were measured. It returns a list: of the formula's value alone in the end, before that of up to ${PARTS} parts, which are judged by the best linear combination of them, by the best product of powers of them and of the variables, and by the best polynomial in both where it is exact. Ranges of the variables: ${formula.ranges.map(([low, high], k) => `${variables[k]} from ${low} to ${high}`).join(', ')}.`,
  entry: `f(${parameters}): number[]`,
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

  checkCase({ input, expected }) {
    const points = listOf(input, (point) => numbersOf(point, variables.length))
    if ('invalid' in points) return invalid(`points: ${points.invalid}`)
    if (points.length === 0) return invalid('points: none')
    const read = fieldsOf(expected, {
      targets: (list) => numbersOf(list, points.length),
      exactly: (value) => (typeof value === 'boolean' ? value : invalid('neither true nor false')),
    })
    if ('invalid' in read) return invalid(`expected: ${read.invalid}`)
    const far = [...points, read.targets].find((values) => values.some((value) => Math.abs(value) > FARTHEST))
    return far === undefined ? undefined : invalid(`a number beyond ${FARTHEST}`)
  },

  verify({ input, expected }, answer) {
    const { targets, exactly } = expected as Expected
    const width = Number(answer?.width)
    if (!Number.isInteger(width) || width < 1 || width > PARTS) return invalid(`not one to ${PARTS} parts at every point`)
    const values = numbersOf(answer?.parts, width * targets.length)
    if ('invalid' in values) return invalid(values.invalid)
    const parts = Array.from({ length: width }, (_, part) =>
      Float64Array.from(targets, (_target, k) => values[width * k + part] ?? Number.NaN),
    )
    if (exactly) {
      const [only] = parts
      const met = targets.filter((target, k) => width === 1 && Math.abs((only?.[k] ?? Number.NaN) - target) <= RECOVERED * Math.abs(target))
      return { score: (100 * (targets.length - met.length)) / targets.length }
    }
    const { error, nearest, shape, linear, powers, polynomial } = fitOf(parts, input, expected as Expected)
    const loss = Math.round(lossOf(shape) * DECIMALS) / DECIMALS
    const score = choice.noise > 0 ? (loss + lossOf(error)) / 2 : loss > 0 ? 100 * REST + (1 - REST) * loss : REST * lossOf(error)
    const { intercept, slopes } = linear
    const raw = axes.includes('raw') ? { raw: Math.min(100 * nearest, FARTHEST_RAW) } : {}
    const metrics = {
      shape: 100 * shape,
      ...raw,
      parts: width,
      intercept,
      ...numbered('slope', slopes),
      ...numbered('term', polynomial ?? []),
    }
    if (powers === undefined) return { score, metrics }
    const { factor, signs, parts: raised, variables: exponents } = powers
    const named = { ...numbered('sign', signs), ...numbered('raise', raised), ...numbered('power', exponents) }
    return { score, metrics: { ...metrics, factor, ...named } }
  },

  initialPrograms: [{ 'program.js': `export function f(${variables.join(', ')}) {\n  return [x1]\n}\n` }],

  descriptors,

  vocabulary: {
    closed: true,
    terms: few ? [] : ['Math.PI'],
    functions: [
      '_ + _',
      '_ - _',
      '_ * _',
      '_ / _',
      'Math.sin(_)',
      'Math.cos(_)',
      'Math.exp(_)',
      'Math.log(_)',
      ...(few ? [] : ['Math.asin(_)', 'Math.tanh(_)', 'Math.sqrt(_)', '_ ** 2']),
    ],
    constants: few ? [1, 2] : [1, 2, 3, 4, 0.5],
    calibrations: Array.from({ length: PARTS }, (_, k) => [sumOf(k + 1), productOf(k + 1), polynomialOf(k + 1)]).flat(),
  },

  // longer ones come near the values instead of being the formula
  limits: { size: 40 },

  strategy: 'restarts',
  order: { virtualWorkers: 4, batch: 32 },

  evaluations: 40_000,

  // every value met to about 1e-10 of their spread: rounding lies below
  ...(choice.noise > 0 ? {} : { optimum: OPTIMUM }),

  references: [{ name: 'recovered', set: 'wider range', score: 0, source: 'every value met to 1e-9 of itself' }],
})
