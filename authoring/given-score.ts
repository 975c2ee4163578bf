import type { Judgement } from '../engine/contracts/problem.ts'

/** Characters of what is to be read beside a score. */
const MOST = 8000

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Artifacts as one text, each under its name. */
const textOf = (artifacts: unknown): string =>
  isRecord(artifacts)
    ? Object.entries(artifacts)
        .filter(([, text]) => typeof text === 'string' && text !== '')
        .map(([name, text]) => `${name}:\n${String(text)}`)
        .join('\n\n')
        .slice(0, MOST)
        .toWellFormed()
    : ''

/**
 * The verifier of a problem whose answers are judged already, by an evaluator that runs in the program's own process: it takes `{ score, metrics,
 * artifacts }` at its word.
 *
 * @example
 * export default defineProblem({ ..., runner: { use: 'command', harness: 'openevolve', files: ['evaluator.py'] }, verify: givenScore })
 */
export function givenScore(_subject: unknown, answer: unknown): Judgement {
  if (!isRecord(answer)) return { invalid: 'no score' }
  const { score, metrics, artifacts } = answer
  if (typeof score !== 'number' || !Number.isFinite(score)) return { invalid: 'a score that is no finite number' }
  const feedback = textOf(artifacts)
  const numbers = isRecord(metrics)
    ? Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    : []
  return { score, metrics: Object.fromEntries(numbers), ...(feedback === '' ? {} : { feedback }) }
}
