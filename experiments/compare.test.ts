import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from 'lmdb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ModelStrategy, Strategy } from '../engine/contracts/manifest.ts'
import { ownParts } from '../run/parts.ts'
import { completeStrategy } from '../engine/contracts/strategy.ts'
import { strategies } from '../strategies/presets/index.ts'
import { intervene } from '../run/control/intervene.ts'
import { evolve, resume } from '../run/evolve.ts'
import { openRun } from '../run/folder.ts'
import { compare } from './compare.ts'
import type { Comparison } from './comparison.ts'
import { mustBalance } from './ledger.ts'
import { readRun } from './results.ts'
import type { RunResults } from './results.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-compare-'))
afterAll(() => rmSync(root, { recursive: true }))

const code = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing',
    (error: { code?: string }) => error.code ?? 'another error',
  )

/** When a run was written last, and what it came to. */
async function headOf(folder: string): Promise<unknown> {
  const { archive } = openRun(folder)
  try {
    const head = archive.head()
    return [head?.at, head?.digest]
  } finally {
    await archive.close()
  }
}

const scoresOf = ({ problems }: Comparison, arm: string): readonly number[] =>
  problems[0]?.measures.at(-1)?.results.find((result) => result.arm === arm)?.scores ?? []

describe('an experiment', () => {
  const out = join(root, 'exp')
  const shared = { out, problems: ['template'], evaluations: 20, references: false }
  let first: Comparison

  beforeAll(async () => {
    // Interrupted after its first run, and gone on with by naming it.
    const stop = new AbortController()
    const paused = await compare({
      ...shared,
      strategies: ['sequential', 'best-of-2'],
      seeds: ['1', '2'],
      jobs: 1,
      signal: stop.signal,
      onProgress: ({ ended }) => ended && stop.abort(),
    })
    expect(paused).toBeUndefined()
    expect(existsSync(join(out, 'results.json'))).toBe(false)
    const before = await headOf(join(out, 'runs/template/sequential/1'))
    const done: number[] = []
    first = (await compare({ out, jobs: 2, onProgress: (progress) => done.push(progress.done) })) as Comparison
    expect(done).toEqual([1, 2, 3, 4, 5, 6])
    expect(await headOf(join(out, 'runs/template/sequential/1'))).toEqual(before)
  })

  test('gives each strategy its budget, restarts together', async () => {
    const spent = async (name: string): Promise<RunResults> => {
      const run = openRun(join(out, 'runs/template', name))
      try {
        return readRun(run, 5)
      } finally {
        await run.archive.close()
      }
    }
    const whole = await spent('sequential/2')
    const halves = [await spent('best-of-2/2.1'), await spent('best-of-2/2.2')]
    expect(whole.spent.evaluations).toBeGreaterThanOrEqual(20)
    expect(whole.lastDrawn).toBeLessThan(20)
    for (const half of halves) {
      expect(half.spent.evaluations).toBeGreaterThanOrEqual(10)
      expect(half.lastDrawn).toBeLessThan(10)
    }
    expect(halves[0]?.manifest.strategy).toEqual(
      completeStrategy(strategies['sequential'] as NonNullable<(typeof strategies)[string]>, {}, ownParts),
    )
  })

  test('compares the scores of champions on held-out sets, those of the runs themselves', async () => {
    expect(first).toMatchObject({ evaluations: 20, seeds: 2, arms: ['sequential', 'best-of-2'], tests: 1 })
    const run = await (await evolve('template', { seed: 2, evaluations: 20, strategy: 'sequential', workers: 1 })).finished
    expect(run.type === 'finished' && run.heldOut[0]?.score).toBe(scoresOf(first, 'sequential')[1])
  })

  test('leaves tables and curves that say the same', () => {
    const written = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as Comparison
    expect(scoresOf(written, 'best-of-2')).toEqual(scoresOf(first, 'best-of-2'))
    const rows = readFileSync(join(out, 'results.csv'), 'utf8').trim().split('\n')
    expect(rows[0]).toBe('problem,strategy,seed,set,score,size,evaluations,programsTried,fuel,seconds,processor,dollars,forms,reintroduced')
    // Two strategies, two seeds, three sets.
    expect(rows).toHaveLength(1 + 12)
    expect(rows.find((row) => row.startsWith('template,sequential,2,heldOut/far out,'))?.split(',')[4]).toBe(
      String(scoresOf(first, 'sequential')[1]),
    )
    const [spending] = first.problems[0]?.spending ?? []
    expect(spending?.programsTried).toBeGreaterThanOrEqual(20)
    if (process.platform === 'linux') expect(spending?.processor).toBeGreaterThan(0)
    expect(readFileSync(join(out, 'curves-template.svg'), 'utf8')).toContain('best-of-2')
  })

  test('grows by seeds and strategies, and keeps what it has', async () => {
    const more = (await compare({ out, strategies: ['random'], seeds: 3 })) as Comparison
    expect(more.arms).toEqual(['sequential', 'best-of-2', 'random'])
    expect(scoresOf(more, 'sequential').slice(0, 2)).toEqual(scoresOf(first, 'sequential'))
    expect(scoresOf(more, 'random')).toHaveLength(3)
    // A recipe is what it says, in whatever order: also that of a run, and of the plan when it is read again.
    const turned = Object.fromEntries(Object.entries({ ...strategies['random'], name: 'turned' }).toReversed()) as unknown as Strategy
    const further = await compare({ out, strategies: [turned] })
    expect(await compare({ out, strategies: [turned] })).toEqual(further)
    expect(scoresOf(further as Comparison, 'turned')).toEqual(scoresOf(more, 'random'))
    // Fewer seeds take nothing away.
    expect(await compare({ out, seeds: 1 })).toEqual(further)
  })

  test('is refused when it would not be one', async () => {
    const other = { ...(strategies['random'] as NonNullable<(typeof strategies)['random']>), finalists: 3 }
    expect(await code(compare({ ...shared, evaluations: 30 }))).toBe('EXPERIMENT_MISMATCH')
    expect(await code(compare({ ...shared, strategies: [other] }))).toBe('EXPERIMENT_MISMATCH')
    const here = join(out, 'runs/template/random/1')
    const away = join(root, 'away')
    renameSync(here, away)
    const run = (seed: string, evaluations: number): Promise<unknown> =>
      evolve('template', { seed, evaluations, strategy: 'random', workers: 1, out: here }).then(({ finished }) => finished)
    await run('7', 20)
    expect(await code(compare({ out }))).toBe('EXPERIMENT_MISMATCH')
    rmSync(here, { recursive: true })
    await run('1', 15)
    expect(await code(compare({ out }))).toBe('EXPERIMENT_UNEQUAL')
    await (
      await resume(here, { evaluations: 60, workers: 1 })
    ).finished
    expect(await code(compare({ out }))).toBe('EXPERIMENT_UNEQUAL')
    rmSync(here, { recursive: true })
    renameSync(away, here)
    expect(await code(compare({ out }))).toBe('nothing')
    const plan = readFileSync(join(out, 'experiment.json'))
    writeFileSync(join(out, 'experiment.json'), plan.subarray(0, 40))
    expect(await code(compare({ out }))).toBe('EXPERIMENT_CORRUPT')
    const { arms, ...rest } = JSON.parse(plan.toString()) as { arms: unknown[] }
    writeFileSync(join(out, 'experiment.json'), JSON.stringify({ ...rest, arms: [...arms, arms[0]] }))
    expect(await code(compare({ out }))).toBe('EXPERIMENT_CORRUPT')
    writeFileSync(join(out, 'experiment.json'), plan)
  })

  test('that cannot write its results says so, and leaves no half of a file', async () => {
    rmSync(join(out, 'results.json'))
    mkdirSync(join(out, 'results.json'))
    expect(await code(compare({ out }))).toBe('OUT_UNWRITABLE')
    expect(readdirSync(out).filter((name) => name.endsWith('.new'))).toEqual([])
    rmSync(join(out, 'results.json'), { recursive: true })
    expect(await code(compare({ out }))).toBe('nothing')
  })
})

test('a run of an experiment that was killed before it wrote a record is begun anew', { tags: 'long' }, async () => {
  const out = join(root, 'early')
  const options = { out, problems: ['template'], strategies: ['random'], seeds: 1, evaluations: 5, jobs: 1, references: false }
  const whole = (await compare(options)) as Comparison
  const run = join(out, 'runs/template/random/1')
  const manifest = readFileSync(join(run, 'manifest.json'))
  const empty = (name: string): void => {
    for (const each of readdirSync(join(run, name))) rmSync(join(run, name, each), { recursive: true })
  }
  const states: readonly (() => void)[] = [
    () => rmSync(run, { recursive: true }),
    () => empty('.'),
    () => {
      empty('.')
      writeFileSync(join(run, 'manifest.4242.new'), manifest.subarray(0, 40))
    },
    () => rmSync(join(run, 'archive'), { recursive: true }),
    () => empty('archive'),
    () => {
      empty('archive')
      writeFileSync(join(run, 'archive/data.mdb'), '')
    },
    () => {
      empty('archive')
      void open({ path: join(run, 'archive'), noSubdir: false }).close()
    },
    () => {
      empty('archive')
      const root = open({ path: join(run, 'archive'), noSubdir: false })
      root.openDB({ name: 'meta', encoding: 'json' })
      void root.close()
    },
  ]
  for (const bring of states) {
    bring()
    expect(scoresOf((await compare({ out })) as Comparison, 'random')).toEqual(scoresOf(whole, 'random'))
  }
  // what somebody else left there is nobody's to remove
  empty('.')
  writeFileSync(join(run, 'mine.txt'), 'mine')
  expect(await code(compare({ out }))).toBe('OUT_TAKEN')
})

test('a strategy that nobody knows is told from those that there are, restarts among them', async () => {
  const asked = compare({ out: join(root, 'none'), problems: ['template'], strategies: ['luck'] })
  await expect(asked).rejects.toMatchObject({ code: 'OPTION_INVALID', remedy: expect.stringMatching(/default.*random.*best-of/) })
})

test('an experiment whose problem was broken begins when it has been mended', async () => {
  const folder = join(root, 'mended')
  const out = join(root, 'mended-exp')
  const seed = (text: string): void => writeFileSync(join(folder, 'initial.js'), `export function f() { ${text} }`)
  mkdirSync(folder)
  writeFileSync(
    join(folder, 'problem.js'),
    "export default { statement: 'One.', cases: { train: [{ input: 1 }] }, verify: (_, answer) => Number(answer) }",
  )
  seed('throw 1')
  const options = { out, problems: [folder], strategies: ['random'], seeds: 1, evaluations: 5, jobs: 1, references: false }
  expect(await code(compare(options))).toBe('PROBLEM_INITIAL')
  seed('return 1')
  const { problems } = (await compare({ out })) as Comparison
  // No better set than train: its scores are compared, and the table says what that is worth.
  expect(problems[0]?.measures.map(({ set, tested }) => [set, tested])).toEqual([['train', true]])
})

describe('options', () => {
  const out = join(root, 'none')
  const named = { out, problems: ['template'], strategies: ['random'] }
  test.each<[string, Parameters<typeof compare>[0]]>([
    ['EXPERIMENT_MISSING', { out }],
    ['EXPERIMENT_MISSING', { out, problems: ['template'] }],
    ['PROBLEM_MISSING', { ...named, problems: ['nonesuch'] }],
    ['OPTION_INVALID', { ...named, strategies: ['luck'] }],
    ['OPTION_INVALID', { ...named, seeds: 0 }],
    ['OPTION_INVALID', { ...named, seeds: 1.5 }],
    ['OPTION_INVALID', { ...named, seeds: [] }],
    ['OPTION_INVALID', { ...named, seeds: [7, '7'] }],
    ['OPTION_INVALID', { ...named, seeds: ['a\nb'] }],
    ['OPTION_INVALID', { ...named, jobs: 0 }],
    ['OPTION_INVALID', { ...named, evaluations: -1 }],
    ['OPTION_INVALID', { ...named, evaluations: 2.5 }],
    ['OPTION_INVALID', { ...named, strategies: ['best-of-11'], evaluations: 10 }],
    ['OPTION_INVALID', { ...named, problems: ['template', 'bin-packing'], target: 1 }],
    ['MODEL_MISSING', { ...named, strategies: ['asking'] }],
    ['OUT_TAKEN', { ...named, out: root }],
  ])('that cannot be are refused with %s before anything is written: %j', async (refusal, options) => {
    writeFileSync(join(root, 'mine.txt'), 'mine')
    expect(await code(compare(options))).toBe(refusal)
    expect(existsSync(out)).toBe(false)
    expect(existsSync(join(root, 'experiment.json'))).toBe(false)
  })
})

describe('a ledger', () => {
  const results = (evaluations: number, told: number, lastDrawn: number): RunResults =>
    ({ reason: 'evaluations', steered: false, spent: { evaluations }, told, lastDrawn }) as unknown as RunResults
  test('adds up when the budget was reached, and only what was under way went beyond', () => {
    expect(() => mustBalance(results(100, 100, 90), 100, 'run')).not.toThrow()
    expect(() => mustBalance(results(130.5, 130.5, 99.8), 100, 'run')).not.toThrow()
  })
  test('does not when the run says otherwise, stopped early or went on', () => {
    expect(() => mustBalance(results(100, 90, 90), 100, 'run')).toThrow('says 90')
    expect(() => mustBalance(results(99.8, 99.8, 90), 100, 'run')).toThrow('ended by evaluations after 99.8 of 100')
    expect(() => mustBalance(results(120, 120, 100), 100, 'run')).toThrow('drew on')
  })
  test('does not count for a run that had help', async () => {
    expect(() => mustBalance({ ...results(100, 100, 90), steered: true }, 100, 'run')).toThrow('was steered')
    const folder = join(root, 'helped')
    await (
      await evolve('template', { evaluations: 20, workers: 1, out: folder })
    ).finished
    const isSteered = async (asking?: ModelStrategy): Promise<boolean> => {
      const run = openRun(folder)
      const { steered } = readRun(asking === undefined ? run : { ...run, manifest: { ...run.manifest, asking } }, 8)
      await run.archive.close()
      return steered
    }
    expect(await isSteered()).toBe(false)
    // no model reads it
    await intervene(folder, { type: 'note', author: 'user', about: 'user', scope: {}, text: 'odd' })
    expect(await isSteered()).toBe(false)
    expect(await isSteered({} as ModelStrategy)).toBe(true)
    await intervene(folder, { type: 'override', verdict: 'keep', program: 1 })
    expect(await isSteered()).toBe(true)
  })
})
