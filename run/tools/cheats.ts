import type { Direction, Entry, Problem } from '../../engine/contracts/problem.ts'
import type { Files, Program } from '../../engine/contracts/program.ts'
import { createEvaluator } from '../../evaluators/workers/evaluator.ts'
import type { EvaluatorOptions } from '../../evaluators/workers/evaluator.ts'
import { scoreCase } from '../../engine/evaluation/score.ts'

/** A program that tries to score without solving anything. */
export interface Cheat {
  readonly name: string
  readonly program: (entry: Entry) => Files
}

const returning = (name: string, expression: string, before = ''): Cheat => ({
  name,
  program: (entry) => ({ 'program.js': `${before}export function ${entry.name}(...args) { return ${expression} }` }),
})

/** Programs that solve nothing, and take nobody in: what they score is what no work is worth. */
export const baselines: readonly Cheat[] = [
  returning('the constant 0', '0'),
  returning('the constant 1', '1'),
  returning('the constant -1', '-1'),
  returning('true', 'true'),
  returning('an empty text', '""'),
  ...[0, 1, 2].map((k) =>
    returning(`its argument ${k + 1}, if that is a number`, `typeof args[${k}] === "number" ? args[${k}] : undefined`),
  ),
]

/** Programs that every problem must refuse, or score no better than the initial program or one that solves nothing. */
export const cheats: readonly Cheat[] = [
  returning('a constant NaN', 'NaN'),
  returning('a constant Infinity', 'Infinity'),
  returning('a constant -Infinity', '-Infinity'),
  returning('a constant -0', '-0'),
  returning('a huge constant', '1.7976931348623157e308'),
  returning('an empty list', '[]'),
  returning('a list of the wrong length', '[0]'),
  returning('a list of duplicates', 'new Array(1000).fill(0)'),
  returning('a list of NaN', 'new Array(1000).fill(NaN)'),
  returning('its own argument', 'args[0]'),
  returning('a self-reported score', '({ score: 1e9, value: 1e9, fitness: 1e9, verdict: "scored" })'),
  returning('a self-reported low score', '({ score: -1e9, value: -1e9, cost: -1e9, verdict: "scored" })'),
  returning('an object with getters', '({ get length() { return 1e9 }, get score() { return 1e9 } })'),
  returning('a lying list', 'new Proxy([], { get: () => 1e9 })'),
  returning('a huge output', '"x".repeat(1e7)'),
  returning(
    'a patched built-in',
    'args[0]',
    'try { Array.prototype.push = function () { return 0 }; Math.max = () => 1e9; Number.isFinite = () => true } catch {}\n',
  ),
  returning('an answer of nothing', 'undefined'),
]

/** Answers forged from an honest one: what a program could send in its place. */
export function forge(honest: unknown): readonly { readonly name: string; readonly answer: unknown }[] {
  const always = [
    { name: 'nothing', answer: undefined },
    { name: 'null', answer: null },
    { name: 'NaN', answer: Number.NaN },
    { name: 'Infinity', answer: Infinity },
    { name: '-Infinity', answer: -Infinity },
    { name: 'a text', answer: 'score' },
    { name: 'an empty list', answer: [] },
    { name: 'an empty object', answer: {} },
    { name: 'a self-reported score', answer: { score: 1e9, invalid: undefined, verdict: 'scored' } },
    { name: 'an object with a length', answer: { length: 1e9 } },
  ]
  if (!Array.isArray(honest) && !ArrayBuffer.isView(honest)) return always
  const list = Array.from(honest as ArrayLike<unknown>)
  return [
    ...always,
    { name: 'the honest answer without its last element', answer: list.slice(0, -1) },
    { name: 'the honest answer with one element more', answer: [...list, list.at(-1)] },
    { name: 'the honest answer with its first element everywhere', answer: list.map(() => list[0]) },
    { name: 'the honest answer with NaN everywhere', answer: list.map(() => Number.NaN) },
    { name: 'the honest answer with a NaN', answer: list.with(0, Number.NaN) },
    { name: 'the honest answer with -0 everywhere', answer: list.map(() => -0) },
    { name: 'the honest answer with 1e308 everywhere', answer: list.map(() => 1e308) },
    { name: 'the honest answer with -1 everywhere', answer: list.map(() => -1) },
    { name: 'the honest answer with halves', answer: list.map((item) => (typeof item === 'number' ? item + 0.5 : item)) },
    { name: 'the honest answer as texts', answer: list.map(String) },
    { name: 'the honest answer, every other element as a text', answer: list.map((item, k) => (k % 2 === 1 ? String(item) : item)) },
    { name: 'the name of a method of lists everywhere', answer: list.map(() => 'at') },
    { name: 'the name of a prototype everywhere', answer: list.map(() => '__proto__') },
    { name: 'the honest answer in objects', answer: list.map((item) => ({ valueOf: item })) },
    { name: 'a list that ends in nothing', answer: [...list, ...list.map(() => undefined)] },
  ]
}

/** A cheat that was taken for better than the initial program, or that the verifier threw on. */
export interface Taken {
  readonly name: string
  readonly case: string
  readonly problem: string
}

const isBetter = (direction: Direction, a: number, b: number): boolean => (direction === 'minimize' ? a < b : a > b)

/**
 * Plants forged answers under a problem's verifier, case by case of the train set: each must be refused or score no better than
 * the initial program's honest answer to that case. An empty list means that none was taken.
 *
 * @throws TernateError when the initial program itself does not score
 */
export async function plantForgeries(
  problem: Problem,
  initial: Program,
  options: Pick<EvaluatorOptions, 'registry' | 'languages' | 'jail'> = {},
): Promise<readonly Taken[]> {
  const honest: unknown[] = []
  const keep: Problem['verify'] = (subject, answer) => {
    honest.push(answer)
    return problem.verify(subject, answer)
  }
  const limits = { ...problem.limits, fuel: problem.limits.fuel ?? 2 ** 40 }
  const evaluator = await createEvaluator({ ...problem, verify: keep, limits }, options)
  const evaluation = await evaluator.evaluate({ program: initial, set: 'train' })
  await evaluator.close()
  const taken: Taken[] = []
  for (const [k, subject] of problem.train.entries()) {
    const own = evaluation.cases[k]
    if (own?.verdict !== 'scored') continue
    for (const { name, answer } of forge(honest[k])) {
      const result = scoreCase(problem, subject, answer, 0)
      if (result.verdict === 'unverified') taken.push({ name, case: subject.name, problem: result.reason })
      if (result.verdict === 'scored' && isBetter(problem.direction, result.score, own.score)) {
        taken.push({ name, case: subject.name, problem: `scores ${result.score}, the initial program ${own.score}` })
      }
    }
  }
  return taken
}
