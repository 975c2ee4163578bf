import assert from 'node:assert/strict'
import type { Acceptance, AcceptanceStep, Trial } from '../engine/contracts/acceptance.ts'
import type { CaseResult } from '../engine/contracts/evaluation.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Random } from '../engine/contracts/random.ts'
import type { Requirement } from './archive.ts'

/** Steps within which a rule must come to an end. */
const MOST = 64
const TRIALS = 60

const resultOf = (score: number): CaseResult => ({ verdict: 'scored', fuel: 10, score, metrics: {} })

/** A trial before its first step, and the results that its cases will have. */
interface Sample {
  readonly trial: Trial
  readonly all: readonly CaseResult[]
}

/** Trials of train sets of several sizes, of offspring that are better, worse and like their parents. */
function samples(): Sample[] {
  return Array.from({ length: TRIALS }, (_, k): Sample => {
    const random = stream(`acceptance/${k}`)
    const count = [1, 2, 7, 40][k % 4] ?? 1
    const own = Array.from({ length: count }, () => resultOf(random.integer(5)))
    const others = own.map((result, at) => (k % 3 === 0 ? result : resultOf(at + random.integer(3))))
    const parent = { results: new Map(others.entries()), size: 10 }
    return {
      trial: {
        direction: k % 2 === 0 ? 'minimize' : 'maximize',
        weights: own.map(() => 1 + random.integer(3)),
        results: new Map(),
        size: 5 + random.integer(10),
        gained: k % 5 !== 0,
        ...(k % 7 === 0 ? {} : { parent }),
      },
      all: own,
    }
  })
}

/** Every step of a rule on a trial. */
function stepsOf(rule: Acceptance, { trial, all }: Sample, random: Random): AcceptanceStep[] {
  const results = new Map<number, CaseResult>()
  const steps: AcceptanceStep[] = []
  for (;;) {
    const seen = { ...trial, results: new Map(results) }
    const before = JSON.stringify([...seen.results])
    const step = rule.next(seen, random)
    assert.equal(JSON.stringify([...seen.results]), before, 'it changes the results')
    steps.push(step)
    if (!('evaluate' in step)) return steps
    assert.ok(steps.length <= MOST, `it does not come to an end within ${MOST} steps`)
    assert.ok(step.evaluate.length > 0, 'it asks for no case')
    for (const at of step.evaluate) {
      const result = all[at]
      assert.ok(result !== undefined, `it asks for case ${at} of ${all.length}`)
      assert.ok(!results.has(at), `it asks for case ${at} twice`)
      results.set(at, result)
    }
  }
}

/** Requirements of an acceptance rule; `make` makes a new one each time. */
export function acceptanceRequirements(make: () => Acceptance): Requirement[] {
  return [
    {
      name: 'asks for cases that there are, each once, and accepts or rejects within 64 steps, for a reason of letters, digits and dashes',
      async run() {
        for (const [k, sample] of samples().entries()) {
          const last = stepsOf(make(), sample, stream(`steps/${k}`)).at(-1) as AcceptanceStep
          if ('reject' in last) assert.match(last.reject, /^[a-z][a-z0-9-]{0,59}$/i)
          else assert.ok('accept' in last && last.accept)
        }
      },
    },
    {
      name: 'is judged on a case at least before it is accepted',
      async run() {
        for (const [k, sample] of samples().entries()) {
          const [first] = stepsOf(make(), sample, stream(`first/${k}`))
          assert.ok(first !== undefined && !('accept' in first))
        }
      },
    },
    {
      name: 'is a function of the trial and the stream, and keeps no state',
      async run() {
        const one = make()
        for (const [k, sample] of samples().entries())
          assert.deepEqual(stepsOf(one, sample, stream(`again/${k}`)), stepsOf(make(), sample, stream(`again/${k}`)))
      },
    },
  ]
}
