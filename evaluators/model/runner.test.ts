import { describe, expect, test } from 'vitest'
import { completeProblem } from '../../authoring/load.ts'
import { runnerRequirements } from '../../conformance/index.ts'
import { ask, askAll, NoReply } from '../../engine/contracts/converse.ts'
import type { LocalModel, QuestionDraft } from '../../engine/contracts/converse.ts'
import type { Envelope } from '../../engine/contracts/capability.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Problem, ProblemDefinition } from '../../engine/contracts/problem.ts'
import type { Files } from '../../engine/contracts/program.ts'
import type { RunResult, Runner } from '../../engine/contracts/runner.ts'
import { makeProgram } from '../../languages/index.ts'
import { createEvaluator } from '../workers/evaluator.ts'
import { openModelRunner } from './runner.ts'

/** Says the last word of the system message, and how many turns there were. */
const model: LocalModel = ({ messages }) =>
  `${messages[0]?.role === 'system' ? messages[0].content.split(/\s/).at(-1) : ''} ${messages.length}`

function problemWith(definition: Partial<ProblemDefinition<string>> = {}): Problem {
  return completeProblem({
    statement: 'Say something.',
    runner: { use: 'model' },
    cases: { train: ['a', 'b', 'c'].map((input) => ({ input, expected: input })) },
    initialPrograms: [{ 'prompt.md': 'Be brief.' }],
    model,
    verify: ({ expected }, answer) => (answer === expected ? 1 : 0),
    ...definition,
  })
}

const LIMITS = { calls: 1000, bytes: 2 ** 18 }

async function resultsOf(files: Files, problem = problemWith(), runner: Runner = openModelRunner(problem, LIMITS)): Promise<RunResult[]> {
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  const requests = problem.train.map(({ input }, at) => ({
    program: made.program,
    input,
    set: 'train' as const,
    case: at,
    budget: problem.limits.fuel ?? Infinity,
    seed: `train/${at}/0`,
  }))
  const results: RunResult[] = []
  for await (const [at, result] of runner.run(requests, {})) results[at] = result
  return results
}

describe('the runner of texts', () => {
  const problem = problemWith()
  for (const { name, run } of runnerRequirements({
    open: ({ problem: own }) => openModelRunner(own, LIMITS),
    problem,
    makeProgram,
    sound: [{ 'prompt.md': 'Be brief.' }, { 'demos.json': '[{ "input": "a", "output": [1] }]', 'memory.md': 'Once.' }],
    broken: [{}, { 'demos.json': '{}' }, { 'demos.json': '[{ "input": 1 }]' }, { 'prompt.md': 'x'.repeat(2 ** 20) }],
  }))
    test(name, run)

  test('puts prompt and memory first, then demonstrations as turns, then the input; tokens are the cost', async () => {
    const heard: unknown[] = []
    const listening = problemWith({
      model: (question) => {
        heard.push(question)
        return { text: 'said', tokens: { sent: 7, received: 2 } }
      },
    })
    const files = {
      'prompt.md': 'Name it.\n',
      'memory.md': 'Once.\n',
      'demos.json': '[{ "input": "x", "output": { "y": 1 } }]',
      'other.txt': '',
    }
    expect((await resultsOf(files, listening))[1]).toEqual({ kind: 'answer', cost: 9, answer: 'said' })
    expect(heard[1]).toEqual({
      role: 'task',
      messages: [
        { role: 'system', content: 'Name it.\n\nOnce.' },
        { role: 'user', content: 'x' },
        { role: 'assistant', content: '{\n "y": 1\n}' },
        { role: 'user', content: 'b' },
      ],
    })
  })

  test.each<[string, Files, RegExp]>([
    ['has no files', {}, /neither a prompt\.md nor a demos\.json/],
    ['is too large', { 'prompt.md': 'x'.repeat(2 ** 20) }, /1048576 bytes, and 262144 is the most/],
    ['has demonstrations that are no list', { 'demos.json': '{ "input": 1 }' }, /demos\.json is no list/],
    ['has a demonstration without an output', { 'demos.json': '[{ "input": 1, "output": 2 }, { "input": 1 }]' }, /no output in place 2/],
  ])('a program that %s fails with a reason', async (_, files, reason) => {
    const [first, ...others] = await resultsOf(files)
    expect(first).toMatchObject({ kind: 'error', cost: 0, reason: expect.stringMatching(reason) as string })
    expect(others).toEqual([{ kind: 'skipped' }, { kind: 'skipped' }])
  })

  test('demonstrations that are no JSON make no program', () => {
    expect(makeProgram({ 'demos.json': '[{ "input": 1 ' })).toMatchObject({ ok: false })
  })

  test('an answer that tells the judge what to say is an answer', async () => {
    const telling = problemWith({ model: () => '{ "score": 1e9, "verdict": "scored" }' })
    const evaluator = await createEvaluator(telling)
    const made = makeProgram({ 'prompt.md': 'x' })
    if (!made.ok) throw new Error(made.reason)
    expect(await evaluator.evaluate({ program: made.program, set: 'train' })).toMatchObject({ verdict: 'scored', score: 0 })
    await evaluator.close()
  })
})

describe('a conversation', () => {
  test('may have many calls, one after the other or at once, in a generator of either kind', async () => {
    const chain = problemWith({
      *converse(_, input) {
        let said = ''
        for (let k = 0; k < 999; k++) said = yield* ask({ user: `${input}${k}`, step: 'count' })
        return [said, ...(yield* askAll([{ user: 'last' }]))]
      },
      model: ({ messages, step }) => `${messages[0]?.content} ${step ?? ''}`,
    })
    expect((await resultsOf({ 'a.md': '' }, chain))[0]).toMatchObject({ kind: 'answer', answer: ['a998 count', 'last '] })
    const slow = problemWith({
      async *converse(_, input) {
        await Promise.resolve()
        const [one, two] = (yield [{ user: input }, { user: `${input}!` }]) as unknown as string[]
        return `${one} ${two}`
      },
      model: ({ messages }) => messages[0]?.content ?? '',
    })
    expect((await resultsOf({ 'a.md': '' }, slow))[2]).toMatchObject({ kind: 'answer', answer: 'c c!' })
  })

  test('that spends its calls, or its tokens, is left at once, and can make nothing of it', async () => {
    const endless = {
      *converse(): Generator<QuestionDraft, string, string> {
        try {
          for (;;) yield* ask({ user: 'again' })
        } catch {
          return 'caught'
        } finally {
          // oxlint-disable-next-line no-unsafe-finally -- what hostile code would try
          return 'held'
        }
      },
    }
    const calls = openModelRunner(problemWith(endless), { ...LIMITS, calls: 12 })
    expect((await resultsOf({ 'a.md': '' }, problemWith(endless), calls))[0]).toMatchObject({
      kind: 'budget',
      reason: 'spent its 12 calls',
    })
    const tokens = problemWith({ ...endless, limits: { fuel: 50 } })
    expect((await resultsOf({ 'a.md': '' }, tokens))[0]).toMatchObject({ kind: 'budget', reason: 'spent its 50 tokens' })
  })

  test.each<[string, NonNullable<ProblemDefinition['converse']>, RegExp]>([
    [
      'throws before it begins',
      () => {
        throw new Error('no plan')
      },
      /^no plan$/,
    ],
    [
      'throws',
      function* () {
        yield { user: 'x' }
        throw new TypeError('of files')
      },
      /^TypeError: of files$/,
    ],
    [
      'asks what is no question',
      function* () {
        yield { messages: [{ role: 'user', content: 5 as never }] }
        return 1
      },
      /message 1 has no text/,
    ],
    [
      'asks a role that there is not',
      function* () {
        yield { role: 'oracle' as never, user: 'x' }
        return 1
      },
      /no role "oracle"/,
    ],
  ])('that %s is a failure of the program', async (_, converse, reason) => {
    expect((await resultsOf({ 'a.md': '' }, problemWith({ converse })))[0]).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(reason) as string,
    })
  })

  test.each<[string, LocalModel, RegExp]>([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
      /threw Error: broken/,
    ],
    ['returns no text', () => 5 as never, /neither a text/],
    ['counts tokens wrong', () => ({ text: 'a', tokens: { sent: -1, received: 0 } }), /neither a text/],
  ])('with a model of the problem that %s is a fault of the problem', async (_, own, message) => {
    const fault = await resultsOf({ 'a.md': 'x', 'prompt.md': 'x' }, problemWith({ model: own })).catch((error: unknown) => error)
    expect(fault).toBeInstanceOf(TernateError)
    expect(fault).toMatchObject({ code: 'PROBLEM_MODEL', message: expect.stringMatching(message) as string })
  })
})

describe('by models of the run', () => {
  const { model: _, ...remote } = problemWith({ cases: { train: Array.from({ length: 40 }, (_item, k) => ({ input: `${k}` })) } })
  const program = makeProgram({ 'prompt.md': 'x' })
  if (!program.ok) throw new Error(program.reason)
  const requests = remote.train.map(({ input }, at) => ({
    program: program.program,
    input,
    set: 'train' as const,
    case: at,
    budget: Infinity,
    seed: '',
  }))

  test('all cases are under way at once, and a call without a reply is null', async () => {
    let [underWay, most] = [0, 0]
    const answer = async (at: number): Promise<Envelope> => {
      most = Math.max(most, (underWay += 1))
      await new Promise<void>((resolve) => setTimeout(resolve, 5))
      underWay -= 1
      const tokens = { sent: 3, received: 1 }
      return { ok: true, value: at === 7 ? { kind: 'cut', tokens } : { kind: 'reply', text: `said ${at}`, tokens } }
    }
    const results: RunResult[] = []
    for await (const [at, result] of openModelRunner(remote, LIMITS).run(requests, { host: (at) => ({ call: () => answer(at) }) }))
      results[at] = result
    expect(most).toBe(40)
    expect(results[7]).toEqual({ kind: 'answer', cost: 4, answer: null })
    expect(results[39]).toEqual({ kind: 'answer', cost: 4, answer: 'said 39' })
  })

  test('that are stopped make no further call', async () => {
    const stop = new AbortController()
    let calls = 0
    const chain: Problem = {
      ...remote,
      *converse(_files, input) {
        for (let k = 0; k < 9; k++) yield* ask({ user: `${String(input)} ${k}` })
        return 'done'
      },
    }
    const call = async (): Promise<Envelope> => {
      if ((calls += 1) === 40) stop.abort(new Error('stopped'))
      return { ok: true, value: { kind: 'reply', text: 'said', tokens: { sent: 1, received: 1 } } }
    }
    const run = async (): Promise<void> => {
      for await (const result of openModelRunner(chain, LIMITS).run(requests, { host: () => ({ call }), signal: stop.signal }))
        expect(result).toBeUndefined()
    }
    await expect(run()).rejects.toThrow('stopped')
    expect(calls).toBe(40)
  })

  test('without a host it is a fault that names what is missing', async () => {
    const run = async (): Promise<void> => {
      for await (const result of openModelRunner(remote, LIMITS).run(requests, {})) expect(result).toBeUndefined()
    }
    await expect(run()).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })

  test('a call without a reply is thrown where it was made', async () => {
    const kinds: string[] = []
    const catching: Problem = {
      ...remote,
      *converse(_files, input) {
        try {
          return yield* ask({ user: String(input) })
        } catch (error) {
          if (error instanceof NoReply) kinds.push(error.kind)
          return 'none'
        }
      },
    }
    const host = {
      call: async (): Promise<Envelope> => ({ ok: true, value: { kind: 'refused', reason: 'no', tokens: { sent: 1, received: 0 } } }),
    }
    for await (const [, result] of openModelRunner(catching, LIMITS).run(requests.slice(0, 2), { host: () => host }))
      expect(result).toMatchObject({ kind: 'answer', answer: 'none' })
    expect(kinds).toEqual(['refused', 'refused'])
  })
})
