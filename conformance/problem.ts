import assert from 'node:assert/strict'
import type { Evaluation, SetName } from '../engine/contracts/evaluation.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import type { Case, Entry, Problem } from '../engine/contracts/problem.ts'
import type { Files, Program } from '../engine/contracts/program.ts'
import type { Requirement } from './archive.ts'

/** A program that tries to score without solving anything. */
export interface Cheat {
  readonly name: string
  readonly program: (entry: Entry) => Files
}

/** A problem that is put to the test, with what judges it. */
export interface ProblemSubject {
  readonly problem: Problem
  /** The problem's first initial program. */
  readonly initial: Program
  readonly makeEvaluator: () => Promise<Evaluator>
  readonly makeProgram: (files: Files) => { readonly ok: true; readonly program: Program } | { readonly ok: false; readonly reason: string }
  /** One text for one value, so that cases can be compared. */
  readonly encode: (value: unknown) => string
  /** Programs that must not score better than the initial program and all of `baselines`. */
  readonly cheats?: readonly Cheat[]
  /** Programs that solve nothing and take nobody in: a cheat that scores no better than one of them is no cheat, but shows that the initial program is weak. */
  readonly baselines?: readonly Cheat[]
}

/** Answers that a program may return instead of a right one; what leaves a sandbox is plain data. */
const RUBBISH: readonly unknown[] = [
  undefined,
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0,
  true,
  '',
  'rubbish',
  [],
  [Number.NaN],
  {},
  { length: 1e9 },
]

interface NamedSet {
  readonly set: SetName
  readonly cases: readonly Case[]
}

const setsOf = ({ train, validation, heldOut }: Problem): NamedSet[] => [
  { set: 'train', cases: train },
  ...(validation.length > 0 ? [{ set: 'validation', cases: validation } as const] : []),
  ...heldOut.map(({ set, cases }): NamedSet => ({ set: `heldOut/${set}`, cases })),
]

/** What every problem must do. */
export function problemRequirements({
  problem,
  initial,
  makeEvaluator,
  makeProgram,
  encode,
  cheats = [],
  baselines = [],
}: ProblemSubject): Requirement[] {
  const sets = setsOf(problem)

  async function withEvaluator<T>(use: (evaluator: Evaluator) => Promise<T>): Promise<T> {
    const evaluator = await makeEvaluator()
    try {
      return await use(evaluator)
    } finally {
      await evaluator.close()
    }
  }

  const onSets = (evaluator: Evaluator): Promise<Evaluation[]> =>
    sets.reduce<Promise<Evaluation[]>>(
      async (done, { set }) => [...(await done), await evaluator.evaluate({ program: initial, set })],
      Promise.resolve([]),
    )

  function better(a: number, b: number): boolean {
    return problem.direction === 'minimize' ? a < b : a > b
  }

  async function scoreOf(evaluator: Evaluator, name: string, files: Files): Promise<number | undefined> {
    const made = makeProgram(files)
    assert(made.ok, `${name} does not parse`)
    return (await evaluator.evaluate({ program: made.program, set: 'train' })).score
  }

  /** The best of a score and those of the programs that solve nothing. */
  async function bestOf(evaluator: Evaluator, score: number): Promise<number> {
    let best = score
    for (const { name, program } of problem.entry === undefined ? [] : baselines) {
      const other = await scoreOf(evaluator, name, program(problem.entry as Entry))
      if (other !== undefined && better(other, best)) best = other
    }
    return best
  }

  return [
    {
      name: 'the initial program scores on every case of every set',
      run: () =>
        withEvaluator(async (evaluator) => {
          for (const { set, verdict, score, cases } of await onSets(evaluator)) {
            const last = cases.at(-1)
            const reason = last !== undefined && last.verdict !== 'scored' ? `: ${last.reason}` : ''
            const name = sets.find((each) => each.set === set)?.cases[cases.length - 1]?.name ?? cases.length
            assert(verdict === 'scored', `case ${name} of ${set} ends with ${verdict}${reason}`)
            assert(Number.isFinite(score), `the score on ${set} is ${score}`)
          }
        }),
    },
    {
      name: 'descriptors and objectives are metrics that the initial program has',
      run: () =>
        withEvaluator(async (evaluator) => {
          const { metrics } = await evaluator.evaluate({ program: initial, set: 'train' })
          const known = [...Object.keys(metrics), 'size', 'fuel']
          const unknown = [
            ...problem.descriptors.filter(({ name }) => !known.includes(name)),
            ...(problem.objectives ?? []).filter(({ name }) => ![...known, 'score'].includes(name)),
          ]
          assert(unknown.length === 0, `${unknown.map(({ name }) => name).join(', ')}: the initial program has ${known.join(', ')}`)
        }),
    },
    {
      name: 'equal programs have equal results, fuel included',
      async run() {
        const [first, second] = [await withEvaluator(onSets), await withEvaluator(onSets)]
        for (const [k, one] of first.entries())
          assert(encode(one) === encode(second[k]), `two evaluations of the initial program on ${one.set} differ`)
      },
    },
    {
      name: 'judging changes no case',
      async run() {
        const before = encode(sets)
        await withEvaluator(onSets)
        assert(encode(sets) === before, 'verify or aggregate writes to the cases')
      },
    },
    {
      name: 'no case is in two sets, or twice in one',
      async run() {
        const seen = new Map<string, string>()
        for (const { set, cases } of sets) {
          for (const { name, input, expected, repeat } of cases) {
            // what is repeated differs in its random numbers, and those from set to set
            const text = encode(repeat === undefined ? { input, expected } : { input, expected, repeat, set })
            const other = seen.get(text)
            assert(other === undefined, `case ${name} of ${set} is ${other} again`)
            seen.set(text, `case ${name} of ${set}`)
          }
        }
      },
    },
    ...(problem.driver === undefined
      ? [
          {
            name: 'the verifier has a judgement on rubbish',
            async run() {
              const [{ input, expected, name } = { input: undefined, expected: undefined, name: '' }] = problem.train
              for (const answer of RUBBISH) {
                try {
                  problem.verify({ input, expected, name }, answer)
                } catch {
                  assert.fail(`verify throws on the answer ${encode([answer ?? null])}; let it return invalid(why)`)
                }
              }
            },
          },
        ]
      : []),
    ...(cheats.length === 0 || problem.entry === undefined
      ? []
      : [
          {
            name: 'no planted cheat scores better than the initial program',
            run: () =>
              withEvaluator(async (evaluator) => {
                const honest = await evaluator.evaluate({ program: initial, set: 'train' })
                if (honest.score === undefined) return
                let idle: number | undefined
                const { entry } = problem
                for (const { name, program } of entry === undefined ? [] : cheats) {
                  const score = await scoreOf(evaluator, name, program(entry as Entry))
                  if (score === undefined || !better(score, honest.score)) continue
                  idle ??= await bestOf(evaluator, honest.score)
                  assert(!better(score, idle), `a program that returns ${name} scores ${score}, the initial program ${honest.score}`)
                }
              }),
          },
        ]),
  ]
}
