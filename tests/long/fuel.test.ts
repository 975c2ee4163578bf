import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { compilers } from '../../evaluators/isolate/fixtures/compilers.ts'
import { programs } from '../../evaluators/isolate/fixtures/grammar.ts'
import { hoards } from '../../evaluators/isolate/fixtures/hoards.ts'
import { smallProblem } from '../../evaluators/isolate/fixtures/problems.ts'
import { replay } from '../../evaluators/isolate/fixtures/replay.ts'
import { meter, meterLibrary } from '../../evaluators/isolate/metering/meter.ts'
import { createPool } from '../../evaluators/workers/pool.ts'
import { entryIn } from '../../authoring/entry.ts'
import { runsIsolated } from '../../authoring/initial.ts'
import { loadProblem, shippedProblems } from '../../authoring/load.ts'
import type { Ended } from '../../evaluators/isolate/sandbox/driver-realm.ts'
import type { Request, SandboxSetup } from '../../evaluators/isolate/sandbox/protocol.ts'
import { eraseTypes } from '../../languages/javascript/parse.ts'
import { makeProgram } from '../../languages/index.ts'

const LIMIT = 200_000

/** A driver and inputs, with programs to run on them. */
interface Subject {
  readonly name: string
  readonly setup: Omit<SandboxSetup, 'realm'>
  readonly inputs: readonly unknown[]
  readonly scripts: readonly string[]
  readonly limit: number
}

const generated: readonly string[] = [
  ...fc.sample(programs, { numRuns: 300, seed: 11 }),
  'export const solve = (x) => { for (;;) { try { for (;;); } catch { } finally { continue } } }',
  'export const solve = (x) => { const f = (n) => f(n + 1) + n; try { return f(0) } catch { return 1 } }',
  'export const solve = (x) => { let o = {}; for (let i = 0; i < 50000; i++) o = { o }; return JSON.stringify(o) }',
  'export const solve = (x) => { let s = 0; for (let i = 0; i < 30000; i++) s = (s * 31 + i) % 1009; return s + Math.random() }',
  'export const solve = (x) => { const a = Array.from({ length: 3000 }, (_, k) => (k * 7919) % 3001); return a.sort((p, q) => p - q).slice(0, 5) }',
  'export const solve = (x) => { throw new RangeError("x") }',
  ...hoards,
]

const metered = (files: Files, entry: SandboxSetup['entry']): string => {
  const made = meter(files, entry)
  if (!made.ok) throw new Error(made.reason)
  return made.script
}

const { entry } = smallProblem()
const small: Subject = {
  name: 'generated programs',
  setup: { kind: 'setup', entry, driver: undefined, memory: 8, answer: 2 ** 20 },
  inputs: [2],
  scripts: generated.map((source) => metered({ 'program.js': source }, entry)),
  limit: LIMIT,
}
const problems = (await Promise.all(shippedProblems().map((name) => loadProblem(name)))).filter(runsIsolated)
const shipped: readonly Subject[] = await Promise.all(
  problems.map(async (problem): Promise<Subject> => {
    const { name } = problem
    const erased = problem.driver === undefined ? undefined : eraseTypes(problem.driver)
    if (erased?.ok === false) throw new Error(erased.why)
    const library = problem.library === undefined ? undefined : meterLibrary(problem.library)
    if (library?.ok === false) throw new Error(library.reason)
    return {
      name: `seeds of ${name}`,
      setup: {
        kind: 'setup',
        entry: entryIn(problem),
        driver: erased?.script,
        ...(library === undefined ? {} : { library: library.script }),
        memory: 256,
        answer: 2 ** 22,
      },
      inputs: problem.train.map(({ input }) => input),
      scripts: problem.initialPrograms.map((files) => metered(files, entryIn(problem))),
      limit: 2 ** 40,
    }
  }),
)
const subjects = [small, ...shipped]

/** Runs every script on every input with its own limit; how each ended. */
async function endsOf(
  { setup, inputs, scripts }: Subject,
  flags: readonly string[],
  realm: 'fresh' | 'frozen',
  limitOf: (script: number, input: number) => number,
): Promise<readonly Ended[]> {
  const runs = scripts.flatMap((script, k) =>
    inputs.map((_, input): Request => {
      const turns = [{ input, fuel: limitOf(k, input), draws: [1, 2, 3, 4, 5, 6, 7, input] }]
      return { kind: 'run', runs: [{ script, set: 'train', turns }], seconds: 600 }
    }),
  )
  const replies = await replay(flags, [{ ...setup, realm }, { kind: 'load', set: 'train', inputs }, ...runs])
  return replies.flatMap((reply) => (reply.kind === 'ended' ? (reply.runs[0] ?? []) : []))
}

describe.each(subjects)('$name', (subject) => {
  const { inputs, scripts, limit } = subject
  let plain: readonly Ended[]
  beforeAll(async () => {
    plain = await endsOf(subject, [], 'frozen', () => limit)
    expect(plain).toHaveLength(inputs.length * scripts.length)
  })

  test.each(
    compilers.flatMap((flag) => (['frozen', 'fresh'] as const).map((realm) => ({ flag, realm, title: flag.join(' ') || 'no flag' }))),
  )('end alike with $title in a realm that is $realm, at the limit, one below and one above', async ({ flag, realm }) => {
    expect(await endsOf(subject, flag, realm, () => limit)).toEqual(plain)
    for (const off of [-1, 0, 1]) {
      const ends = await endsOf(subject, flag, realm, (k, input) => (plain[k * inputs.length + input]?.fuel ?? 0) + off)
      for (const [k, end] of ends.entries()) {
        const whole = plain[k] as Ended
        if (whole.kind === 'answer') expect(end).toEqual(off < 0 ? { kind: 'fuel', fuel: whole.fuel - 1, reason: 'out of fuel' } : whole)
        else if (whole.kind === 'memory' && off < 0) expect(end.kind).toBe('fuel')
        else if (whole.kind === 'memory') expect(end).toEqual(whole)
        else if (whole.kind === 'fuel') expect(end).toEqual({ ...whole, fuel: whole.fuel + off })
      }
    }
  })
})

test('workers in any number come to the same results', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ternate-fuel-'))
  writeFileSync(join(folder, 'initial.js'), 'export function solve(x) { return 0 }\n')
  writeFileSync(
    join(folder, 'problem.ts'),
    `import { createHash } from 'node:crypto'
    import { defineProblem } from 'ternate'
    export default defineProblem<number, unknown>({
      statement: 'Solve it.', entry: 'solve(x: unknown): unknown', initialPrograms: ['initial.js'], limits: { fuel: ${LIMIT}, memory: 8 },
      cases: { train: [{ input: 2 }, { input: 3 }] },
      verify: (_, answer) => createHash('sha256').update(JSON.stringify(answer) ?? '').digest().readUInt32LE(0),
    })`,
  )
  const made = generated.map((source) => makeProgram({ 'program.js': source })).flatMap((each) => (each.ok ? [each.program] : []))
  expect(made).toHaveLength(generated.length)

  /** Every program through so many workers, in an order and in bundles of their own. */
  async function judged(workers: number): Promise<readonly (Evaluation | undefined)[]> {
    const pool = createPool(new URL('../../evaluators/workers/thread.ts', import.meta.url), workers, { folder, jail: 'none' })
    const results: (Evaluation | undefined)[] = made.map(() => undefined)
    const waiting = made.map((_, k) => (k * 7) % made.length)
    await Promise.all(
      Array.from({ length: workers }, async () => {
        for (let bundle = waiting.splice(0, workers); bundle.length > 0; bundle = waiting.splice(0, workers)) {
          const assignments = bundle.map(
            (k) => ({ kind: 'evaluation', number: k + 1, program: made[k] as (typeof made)[0], set: 'train' }) as const,
          )
          const outcomes = await pool.run(assignments, () => {})
          for (const [at, outcome] of outcomes.entries())
            if (outcome.kind === 'evaluated') results[bundle[at] as number] = outcome.evaluation
        }
      }),
    )
    await pool.close()
    return results
  }

  const one = await judged(1)
  expect(one.filter((each) => each?.verdict === 'scored').length).toBeGreaterThan(150)
  expect(new Set(one.map((each) => each?.verdict))).toEqual(new Set(['scored', 'fuel', 'error', 'memory']))
  expect(await judged(2)).toEqual(one)
  expect(await judged(8)).toEqual(one)
  rmSync(folder, { recursive: true })
})
