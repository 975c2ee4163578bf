import { describe, expect, test } from 'vitest'
import { askTell } from '../../evaluators/ask-tell/ask-tell.ts'
import { completeProblem } from '../../authoring/load.ts'
import { makeProgram, ownLanguages } from '../../languages/index.ts'
import { createScripted } from '../../conformance/scripted.ts'
import type { CaseResult, SetName } from '../contracts/evaluation.ts'
import type { Files, Program } from '../contracts/program.ts'
import type { Proposal, Proposer, Request } from '../contracts/proposer.ts'
import { costOf, fuelOf } from '../contracts/ticket.ts'
import type { Assignment, Outcome, RecordedCall } from '../contracts/ticket.ts'
import type { Execute } from '../contracts/workers.ts'
import { strategyParts } from '../../strategies/index.ts'
import { createRegistry } from '../contracts/registry.ts'
import { createRules } from '../evaluation/rules.ts'
import { insertCall } from './calls.ts'
import type { Evaluator } from '../contracts/evaluator.ts'
import { createExecutor } from './execute.ts'
import type { ExecutorParts } from './execute.ts'
import type { Proposers } from './proposers.ts'

const write = (body: string): Files => ({ 'program.ts': `export function f(x: number): number {\n  return ${body}\n}\n` })
const problem = completeProblem({
  statement: 'Anything.',
  cases: { train: [{ input: 1 }, { input: 2 }], validation: [{ input: 3 }] },
  verify: () => 0,
  initialPrograms: [write('x')],
})

function programOf(files: Files): Program {
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  return made.program
}

const setOf = (set: SetName): 'train' | 'validation' => (set === 'validation' ? 'validation' : 'train')

const parent = programOf(write('x'))
const rules = createRules(createRegistry(strategyParts))

const offspring: Assignment = {
  kind: 'offspring',
  number: 1,
  stream: 'test',
  proposer: 'scripted',
  parents: [{ program: parent, evaluation: { set: 'train', verdict: 'scored', cases: [], metrics: {}, fuel: 0 } }],
  inspirations: [],
}

/** Carries out assignments with a proposer that proposes `proposal`; every question is answered with scores of 1. */
async function execute(
  assignments: readonly Assignment[],
  proposal: Proposal,
  requests: readonly Request[] = [],
  known?: ExecutorParts['known'],
): Promise<{ outcomes: Outcome[]; asked: number }> {
  const evaluator = askTell(problem)
  const proposers = only(createScripted([proposal], requests))
  const run = createExecutor({ problem, proposers, rules, evaluator, languages: ownLanguages, known })
  let asked = 0
  const answering = (async () => {
    for await (const question of evaluator.questions) {
      asked += 1
      question.tell((question.cases ?? problem[setOf(question.set)]).map(() => 1))
    }
  })()
  const outcomes: Outcome[] = []
  for (const assignment of assignments) outcomes.push(...(await run([assignment])))
  await evaluator.close()
  await answering
  return { outcomes, asked }
}

const propose = (body: string): Proposal => ({ kind: 'program', files: write(body), operator: 'scripted' })

/** One proposer, under the name `scripted`. */
const only =
  (proposer: Proposer): Proposers =>
  (name) =>
    name === 'scripted' ? proposer : undefined

describe('carrying out a ticket', () => {
  test('judges what the proposer writes', async () => {
    const { outcomes } = await execute([offspring], propose('x + 1'))
    expect(outcomes).toEqual([
      {
        kind: 'evaluated',
        operator: 'scripted',
        program: programOf(write('x + 1')),
        evaluation: expect.objectContaining({ score: 1 }),
        inner: [],
      },
    ])
  })

  test('a proposal with the parent’s form is unchanged, whatever its comments, and is not judged', async () => {
    const { outcomes, asked } = await execute([offspring], propose('x // better'))
    expect(outcomes).toEqual([{ kind: 'unchanged', operator: 'scripted', inner: [] }])
    expect(asked).toBe(0)
  })

  test('a proposal that does not parse failed', async () => {
    const { outcomes } = await execute([offspring], propose('x +'))
    expect(outcomes[0]).toMatchObject({ kind: 'failed', reason: expect.stringContaining('does not parse') })
  })

  test('inner evaluations are kept with the outcome, so that the budget counts them', async () => {
    const requests: Request[] = [
      { kind: 'evaluate', files: write('x + 2'), cases: [1] },
      { kind: 'evaluate', files: write('x +') },
    ]
    const { outcomes, asked } = await execute([offspring], { kind: 'failure', operator: 'scripted', reason: 'no better' }, requests)
    expect(outcomes[0]).toMatchObject({
      kind: 'failed',
      inner: [{ evaluation: { verdict: 'scored' } }, { canonicalHash: '', evaluation: { verdict: 'error' } }],
    })
    expect(outcomes[0]?.inner[0]?.evaluation.cases).toHaveLength(1)
    expect(asked).toBe(1)
  })

  test('what a proposer has had judged in full is counted once', async () => {
    const { outcomes, asked } = await execute([offspring], propose('x + 1 // the same'), [{ kind: 'evaluate', files: write('x + 1') }])
    expect(outcomes[0]).toMatchObject({ kind: 'evaluated', evaluation: { score: 1 }, inner: [] })
    expect(asked).toBe(1)
  })

  test('a proposal that was there when its ticket was drawn is known and not judged; any other is', async () => {
    const there = ['x', 'x + 1', 'x + 2'].map((body) => programOf(write(body)).canonicalHash)
    const known = (hash: string, programs: number): number | undefined => {
      const at = there.slice(0, programs).indexOf(hash)
      return at === -1 ? undefined : at + 1
    }
    const drawnAt = (programs: number): Assignment => ({ ...offspring, programs })
    const inner: Request = { kind: 'evaluate', files: write('x + 9') }
    const { outcomes, asked } = await execute([drawnAt(2), drawnAt(3), offspring], propose('x + 2 // again'), [inner], known)
    expect(outcomes).toMatchObject([
      { kind: 'evaluated' },
      { kind: 'known', operator: 'scripted', program: 3, inner: [{ evaluation: { score: 1 } }] },
      { kind: 'evaluated' },
    ])
    expect(asked).toBe(5)
    expect(costOf(outcomes[1] as Outcome)).toBe(fuelOf(outcomes[1] as Outcome))
    // what its proposer has had judged is there to be counted
    const tried = await execute([drawnAt(3)], propose('x + 2'), [{ kind: 'evaluate', files: write('x + 2') }], known)
    expect(tried).toMatchObject({ outcomes: [{ kind: 'evaluated', inner: [] }], asked: 1 })
    const parents = await execute([drawnAt(3)], propose('x // the parent'), [], known)
    expect(parents.outcomes).toMatchObject([{ kind: 'unchanged' }])
  })

  test('an evaluation that became the result keeps its number among the ticket’s', async () => {
    const requests: Request[] = ['x + 1', 'x + 2', 'x + 3'].map((body) => ({ kind: 'evaluate', files: write(body) }))
    const { outcomes } = await execute([offspring], propose('x + 2'), requests)
    const [outcome] = outcomes
    expect(outcome).toMatchObject({ kind: 'evaluated', position: 2 })
    const hashes = ['x + 1', 'x + 3'].map((body) => programOf(write(body)).canonicalHash)
    expect(outcome?.inner.map(({ canonicalHash }) => canonicalHash)).toEqual(hashes)
    const last = await execute([offspring], propose('x + 3'), requests)
    expect(last.outcomes[0]).not.toHaveProperty('position')
  })

  test('a proposer may call as often as it likes; each call has its address, and what is recorded is not asked again', async () => {
    const ask = (attempt: number): Request => ({
      kind: 'ask',
      purpose: 'offspring',
      model: 'any',
      template: 't',
      slots: { statement: String(attempt) },
      parameters: {},
      attempt,
    })
    const requests = Array.from({ length: 500 }, (_, k): Request =>
      k % 5 === 0 ? { kind: 'note', about: 'attempt', scope: {}, text: String(k) } : ask(k),
    )
    const kept: RecordedCall[] = []
    async function carryOut(more: readonly Request[]): Promise<{ readonly outcome: Outcome | undefined; readonly asked: number }> {
      const evaluator = askTell(problem)
      let asked = 0
      const run = createExecutor({
        problem,
        proposers: only(createScripted([{ kind: 'failure', operator: 'x', reason: 'y' }], more)),
        evaluator,
        rules,
        languages: ownLanguages,
        async answer(question) {
          asked += 1
          if (question.kind !== 'ask') return question
          const outcome = { kind: 'reply', text: `reply ${question.attempt}` } as const
          return { kind: 'call', outcome, attempts: 1, tokens: { sent: 1, received: 1 }, cost: 1 }
        },
      })
      const record = { calls: () => kept, record: async (_: number, call: RecordedCall) => insertCall(kept, call) }
      const [outcome] = await run([offspring], () => {}, record)
      await evaluator.close()
      return { outcome, asked }
    }
    const { outcome, asked } = await carryOut(requests)
    expect(asked).toBe(500)
    expect(outcome?.calls).toEqual(kept)
    expect(kept.map(({ address }) => address)).toEqual(requests.map((_, call) => ({ evaluation: 0, case: 0, call })))
    kept.splice(300)
    expect(await carryOut(requests)).toEqual({ outcome, asked: 200 })
    // another question at an address that is recorded
    await expect(carryOut(requests.with(7, ask(8)))).rejects.toMatchObject({ code: 'CASSETTE_MISSING' })
  })

  test('a batch carried out side by side comes to what its tickets come to one by one', async () => {
    const requests: Request[] = [{ kind: 'evaluate', files: write('x + 2'), cases: [1] }]
    const assignments: Assignment[] = [
      { kind: 'initial', number: 1, initial: 0, stream: 'seed' },
      { ...offspring, number: 2 },
      { kind: 'evaluation', number: 3, program: programOf(write('x * 9')), set: 'validation' },
    ]
    const evaluator = askTell(problem)
    const answering = (async () => {
      for await (const question of evaluator.questions) question.tell((question.cases ?? problem[setOf(question.set)]).map((_, k) => k + 1))
    })()
    const make = (): Execute =>
      createExecutor({ problem, proposers: only(createScripted([propose('x + 1')], requests)), rules, evaluator, languages: ownLanguages })
    const [single, batch] = [make(), make()]
    const one: Outcome[] = []
    for (const assignment of assignments) one.push(...(await single([assignment])))
    const reports: number[] = []
    const all = await batch(assignments, (fuel) => reports.push(fuel))
    await evaluator.close()
    await answering
    expect(all).toEqual(one)
    expect(reports.at(-1)).toBe(all.reduce((sum, outcome) => sum + fuelOf(outcome), 0))
  })

  test("a proposer hears by how much an offspring may cost more than its parent: the least of the problem's limit, the ticket's, and the share of its parent counts", async () => {
    const heard: (number | undefined)[] = []
    const listener: Proposer = {
      *propose({ relativeFuelLimit }) {
        heard.push(relativeFuelLimit)
        return { kind: 'failure', operator: 'listen', reason: 'only listens' }
      },
    }
    const cases = [10, 40].map((fuel): CaseResult => ({ verdict: 'scored', fuel, score: 1, metrics: {} }))
    const burned: Assignment = {
      ...offspring,
      parents: [{ program: parent, evaluation: { set: 'train', verdict: 'scored', cases, metrics: {}, fuel: 50 } }],
    }
    for (const [limits, more] of [
      [{ fuel: 800 }, {}],
      [{ fuel: 800 }, { fuelLimit: 200 }],
      [{ fuel: 800 }, { fuelLimit: 200, fuel: { use: 'of-parent', times: 2 } }],
      [{}, {}],
    ] as const) {
      const evaluator = askTell(problem)
      const run = createExecutor({ problem: { ...problem, limits }, proposers: only(listener), rules, evaluator, languages: ownLanguages })
      await run([{ ...burned, ...more }])
      await evaluator.close()
    }
    expect(heard).toEqual([20, 5, 2, undefined])
  })

  test('a proposer hears which operators it is to do without', async () => {
    const heard: unknown[] = []
    const listener: Proposer = {
      *propose({ disabledOperators: without }) {
        heard.push(without)
        return { kind: 'failure', operator: 'listen', reason: 'only listens' }
      },
    }
    const evaluator = askTell(problem)
    const run = createExecutor({ problem, proposers: only(listener), rules, evaluator, languages: ownLanguages })
    await run([{ ...offspring, disabledOperators: ['basin-hopping-loop'] }, offspring])
    await evaluator.close()
    expect(heard).toEqual([['basin-hopping-loop'], undefined])
  })

  test('calls of evaluated programs are answered, and kept with the outcome at their addresses', async () => {
    const refused: boolean[] = []
    const evaluator: Evaluator = {
      cost: 'declared',
      async evaluate({ set, hosts }) {
        for (const at of [1, 0]) refused.push((await hosts?.(at).call({ capability: 'clock', question: null }))?.ok === false)
        return { set, verdict: 'scored', cases: [], score: 1, metrics: {}, fuel: 0 }
      },
      close: async () => {},
    }
    const requests: Request[] = [
      { kind: 'evaluate', files: write('x +') },
      { kind: 'evaluate', files: write('x + 2') },
    ]
    const proposers = only(createScripted([propose('x + 1')], requests))
    const run = createExecutor({ problem, proposers, rules, evaluator, languages: ownLanguages })
    const [outcome] = await run([offspring])
    expect(refused).toEqual([true, true, true, true])
    const envelope = { ok: false, error: 'this program may not use clock', denied: true }
    expect(outcome?.calls?.map(({ address: { evaluation, case: position } }) => [evaluation, position])).toEqual([
      [2, 0],
      [2, 1],
      [3, 0],
      [3, 1],
    ])
    for (const call of outcome?.calls ?? []) expect(call).toMatchObject({ kind: 'capability', envelope })
  })

  test('an unknown proposer is a fault of the strategy', async () => {
    const unknown = execute([{ ...offspring, proposer: 'oracle' }], propose('x'))
    await expect(unknown).rejects.toMatchObject({ code: 'STRATEGY_PART' })
  })

  test('a proposer that asks a model in a run without one is a fault', async () => {
    const requests: Request[] = [{ kind: 'ask', purpose: 'offspring', model: 'any', template: '', slots: {}, parameters: {}, attempt: 1 }]
    await expect(execute([offspring], propose('x + 1'), requests)).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })
})
