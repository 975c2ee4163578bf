import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { askTell, defineProblem, evolve, loadProblem, openRun, resume } from '../index.ts'
import type { Finished, Stopped, ProblemDefinition, RunEvent } from '../index.ts'
import { bins } from './fixtures/bins.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-run-'))
afterAll(() => rmSync(root, { recursive: true }))

function finished(result: Finished | Stopped): Finished {
  if (result.type !== 'finished') throw new Error('the run was paused')
  return result
}

describe('a run of bin packing', () => {
  const options = { seed: 2, evaluations: 300 }

  test('is the same with one worker thread and with two, in memory and on disk, and better than its initial program', async () => {
    const one = finished(await (await evolve(bins, { ...options, workers: 1 })).finished)
    const out = join(root, 'two')
    const two = finished(await (await evolve(bins, { ...options, workers: 2, out })).finished)
    expect(two.digest).toBe(one.digest)
    const run = openRun(out)
    const entries = [...run.archive.entries()]
    const seed = entries[1]?.record
    await run.archive.close()
    expect(entries.at(-1)?.digest).toBe(one.digest)
    if (seed?.type !== 'commit' || seed.outcome.kind !== 'evaluated') throw new Error('the first commit is the initial program')
    expect(one.champion.score).toBeLessThan(seed.outcome.evaluation.score ?? 0)
  })

  test('paused and resumed with another number of workers it comes to the same end', { tags: 'long' }, async () => {
    const whole = finished(await (await evolve(bins, { ...options, workers: 2 })).finished)
    const out = join(root, 'paused')
    const run = await evolve(bins, { ...options, workers: 2, out })
    for await (const event of run.events) if (event.type === 'improved') break
    await run.pause()
    expect((await run.finished).type).toBe('stopped')
    const rest = finished(await (await resume(out, { workers: 1 })).finished)
    expect(rest.digest).toBe(whole.digest)
    expect(finished(await (await resume(out)).finished)).toMatchObject({ digest: whole.digest, champion: { id: whole.champion.id } })
  })

  test('will not resume when the problem is not what it was', async () => {
    const problem: ProblemDefinition = {
      statement: 'Say a large number.',
      cases: { train: [{ input: 1 }] },
      verify: (_, answer) => Number(answer),
      initialPrograms: [{ 'program.js': 'export function f(x) { return x }' }],
      entry: 'f(x: number): number',
    }
    const out = join(root, 'changed')
    await (
      await evolve(problem, { evaluations: 10, out, workers: 1 })
    ).finished
    const changed = { ...problem, statement: 'Say a small number.' }
    await expect(resume(out, { problem: changed })).rejects.toMatchObject({ code: 'MANIFEST_MISMATCH' })
    await expect(resume(out, { problem })).resolves.toBeDefined()
  })
})

describe('programs that misbehave', () => {
  const hostile: Record<string, { readonly body: string; readonly verdicts: readonly string[] }> = {
    'an infinite loop': { body: 'for (;;) {}', verdicts: ['fuel'] },
    'endless recursion': { body: 'return f(x + 1)', verdicts: ['error'] },
    'a memory bomb': { body: "const a = []; for (;;) a.push('x'.repeat(1e6) + a.length)", verdicts: ['fuel', 'memory'] },
    'a throw': { body: "throw new Error('no')", verdicts: ['error'] },
    'a wrong return type': { body: "return 'many'", verdicts: ['error'] },
    process: { body: 'return process.pid', verdicts: ['error'] },
    require: { body: "return require('node:fs').readdirSync('/').length", verdicts: ['error'] },
    'import()': { body: "import('node:fs'); return 1", verdicts: ['error'] },
  }
  const program = (body: string): Record<string, string> => ({ 'program.js': `export function f(x) { ${body} }` })

  test('get a typed verdict each, and the run goes on', async () => {
    const problem = defineProblem<number, number>({
      statement: 'Say a large number.',
      entry: 'f(x: number): number',
      cases: { train: [{ input: 1 }, { input: 2 }] },
      verify: (_, answer) => Math.min(answer, 1e6),
      initialPrograms: [program('return x'), ...Object.values(hostile).map(({ body }) => program(body))],
    })
    const out = join(root, 'hostile')
    const result = finished(await (await evolve(problem, { evaluations: 60, workers: 2, out })).finished)
    expect(result.champion.score).toBeGreaterThan(1.5)
    const run = openRun(out)
    const verdicts = [...run.archive.entries()].flatMap(({ record }) =>
      record.type === 'commit' && record.ticket.kind === 'initial' && record.outcome.kind === 'evaluated'
        ? [[record.ticket.initial, record.outcome.evaluation.verdict] as const]
        : [],
    )
    await run.archive.close()
    const bySeed = new Map(verdicts)
    expect(bySeed.get(0)).toBe('scored')
    Object.entries(hostile).forEach(([name, { verdicts: expected }], index) =>
      expect([name, bySeed.get(index + 1)]).toEqual([name, expect.toBeOneOf([...expected])]),
    )
  })
})

describe('ask and tell', () => {
  test('lets the caller judge programs', async () => {
    const definition: ProblemDefinition = {
      statement: 'A constant near 42.',
      entry: 'f(): number',
      cases: { train: [{ input: null }] },
      verify: () => 0,
      initialPrograms: [{ 'program.js': 'export function f() { return 7 }' }],
    }
    const evaluator = askTell({ train: [{ name: '1', input: null, weight: 1 }], validation: [], heldOut: [] })
    const run = await evolve(definition, { evaluations: 300, workers: 3, evaluator })
    for await (const question of evaluator.questions) {
      const [, value] = /return (-?[\d.]+)/.exec(question.program.files['program.js'] ?? '') ?? []
      question.tell(value === undefined ? { error: 'no constant' } : [-Math.abs(42 - Number(value))])
    }
    expect(finished(await run.finished).champion.score).toBeGreaterThan(-35)
  })
})

describe('events', () => {
  test('tell a run from its start to its end', async () => {
    const run = await evolve('bin-packing', { evaluations: 60, workers: 2 })
    const events: RunEvent[] = []
    for await (const event of run.events) events.push(event)
    expect(events[0]).toMatchObject({ type: 'started', problem: 'bin-packing', resumed: false })
    const last = finished(await run.finished)
    expect(events.at(-1)).toEqual(last)
    expect(last.heldOut[0]).toMatchObject({ set: 'FunSearch 5k', verdict: 'scored' })
    expect(last.heldOut[0]?.references.map(({ name }) => name)).toEqual(expect.arrayContaining(['first fit', 'best fit', 'FunSearch']))
    const improved = events.filter((event) => event.type === 'improved').map(({ score }) => score)
    expect(improved).toEqual(improved.toSorted((a, b) => b - a))
    expect(run.status().phase).toBe('finished')
    const problem = await loadProblem('bin-packing')
    expect(problem.heldOut[0]?.cases).toHaveLength(5)
  })
})
