import { expect, test } from 'vitest'
import type { Problem } from '../../engine/contracts/problem.ts'
import { stream } from '../../engine/contracts/random.ts'
import { createRegistry } from '../../engine/contracts/registry.ts'
import { levelOf } from '../../experiments/statistics/attempts.ts'
import { detectorsIn } from '../audit.ts'
import type { Detector, Finding, Judge } from '../contracts.ts'
import { gain } from '../detectors/gain.ts'
import { casesOf, passing, policy, program, setOf, world } from '../fixtures/world.ts'
import type { Behaviour } from '../fixtures/world.ts'

/** Twenty points better than the champion, case by case. */
const better: Behaviour = (input) => ({ score: stream(`/${input}`).next() < 0.5 ? 1 : 0 })
const old = passing(0.3)

test('what is better beyond chance is promoted, at the level of its attempt, and the look is written down before anything is judged', async () => {
  const { run, entries, judged } = world({ old, new: better })
  const { report, results } = await run()
  expect(report).toMatchObject({
    verdict: 'promote',
    reasons: [],
    attempt: 1,
    level: levelOf(1),
    ledger: { entry: 1, head: entries[0]?.hash },
  })
  expect(report.rows[0]).toMatchObject({ cases: 200, losses: 0, test: 'McNemar, exact', verdict: 'passes' })
  expect(results['far']).toHaveLength(200)
  expect(judged[0]).toBe('counted')
})

test('a candidate that is the champion is refused', async () => {
  const { report } = await world({ old, new: old }).run()
  expect(report).toMatchObject({ verdict: 'refuse', rows: [{ wins: 0, losses: 0, p: 1, verdict: 'fails' }] })
})

test('what is ahead and not beyond chance needs cases, and it is said how many', async () => {
  const fewer: Behaviour = (input) => ({ score: stream(`/${input}`).next() < 0.33 ? 1 : 0 })
  const { report } = await world({ old, new: fewer }, { sets: [setOf('far', 'heldOut', 60)] }).run()
  expect(report.rows[0]?.verdict).toBe('needs-cases')
  expect(report.reasons[0]).toMatch(/^held out: far: ahead, and not shown to be better .*; needs \d+ cases$/)
})

test('a lost golden case blocks a gain of twenty points', async () => {
  const sets = [setOf('far', 'heldOut', 200), setOf('golden', 'golden', 10)]
  const all: Behaviour = () => ({ score: 1 })
  const both =
    (one: Behaviour, golden: Behaviour): Behaviour =>
    (input) =>
      input.startsWith('golden') ? golden(input) : one(input)
  const loses: Behaviour = (input) => ({ score: input === 'golden 3' ? 0 : 1 })
  const kept = await world({ old: both(old, all), new: both(better, all) }, { sets }).run()
  expect(kept.report.verdict).toBe('promote')
  const lost = await world({ old: both(old, all), new: both(better, loses) }, { sets }).run()
  expect(lost.report.reasons).toEqual(['golden: golden: nothing lost does not hold on 10 cases, of which 1 are lost'])
})

test('regression cases all pass, and stress is not worse by more than the margin', async () => {
  const sets = [setOf('far', 'heldOut', 200), setOf('regression', 'regression', 4), setOf('stress', 'stress', 20)]
  const at =
    (regression: number, stress: number): Behaviour =>
    (input) =>
      input.startsWith('regression')
        ? { score: input === 'regression 2' ? regression : 1 }
        : input.startsWith('stress')
          ? { score: stress }
          : better(input)
  const was: Behaviour = (input) => (input.startsWith('far') ? old(input) : { score: input.startsWith('stress') ? 0.8 : 1 })
  const reasons = async (regression: number, stress: number): Promise<readonly string[]> =>
    (await world({ old: was, new: at(regression, stress) }, { sets, policy: { ...policy, margin: 0.05 } }).run()).report.reasons
  expect(await reasons(1, 0.76)).toEqual([])
  expect(await reasons(0, 0.76)).toEqual([expect.stringContaining('regression: regression: all pass')])
  expect(await reasons(1, 0.74)).toEqual([expect.stringContaining('stress: stress: not worse by more than 0.05')])
})

test('caps are held against what the host metered', async () => {
  const dear =
    (by: number): Behaviour =>
    (input) => ({ ...better(input), fuel: 100 * by })
  const caps = { cost: 1.25 }
  const cheap = await world({ old, new: dear(1.2) }, { policy: { ...policy, caps } }).run()
  expect(cheap.report.verdict).toBe('promote')
  const { report } = await world({ old, new: dear(1.3) }, { policy: { ...policy, caps } }).run()
  expect(report.caps).toEqual([
    { name: 'cost', unit: 'fuel a case', champion: 100, candidate: expect.closeTo(130), cap: 125, verdict: 'fails' },
  ])
  expect(report.reasons).toEqual(['cost: 130 fuel a case (+30 %), and the cap is 125'])
  const large = await world({ old, newer: better }, { candidate: program('newer'), policy: { ...policy, caps: { size: 1.5 } } }).run()
  expect(large.report.reasons).toEqual(['size: 5 nodes and words (+67 %), and the cap is 4.5'])
})

test('a right that is added blocks until it is approved', async () => {
  const candidate = program('new', ['search', 'wiki'])
  const blocked = await world({ old, new: better }, { candidate, champion: program('old', ['wiki']) }).run()
  expect(blocked.report.reasons).toEqual(['rights: search: added, and not approved'])
  const approved = await world({ old, new: better }, { candidate, policy: { ...policy, approvedRights: ['search', 'wiki'] } }).run()
  expect(approved.report.verdict).toBe('promote')
})

test('locks that do not hold, used-up cases, and too few cases are refused before anybody looks', async () => {
  const unlike = world({ old, new: better }, { changes: ['the verifier was a and is b'] })
  expect((await unlike.run()).report).toMatchObject({ verdict: 'refuse', rows: [], reasons: ['locks: the verifier was a and is b'] })
  expect(unlike.judged).toEqual([])

  const few = world({ old, new: better }, { sets: [setOf('far', 'heldOut', 5)] })
  const refused = await few.run()
  expect(refused.report.reasons[0]).toMatch(/with 5 cases the chance of finding the stated lift is at most 0 %.*--underpowered/)
  expect(few.judged).toEqual([])
  await few.run({ policy: { ...policy, underpowered: true } })
  expect(few.entries).toHaveLength(1)
  // numbers, too: five signs are one of 32
  expect((await world({ old, new: better }, { sets: [setOf('far', 'heldOut', 5)], kind: 'numbers' }).run()).report.reasons[0]).toMatch(
    /at most \d+ %, below 20 %/,
  )

  const used = world({ old, new: old })
  for (let k = 1; k <= 5; k++) expect((await used.run()).report).toMatchObject({ attempt: k, level: levelOf(k) })
  expect((await used.run()).report.reasons).toEqual([
    'held out: far has been looked at 5 times and is used up: get new cases, and let these become regression',
  ])
  expect(used.entries).toHaveLength(5)
})

test('a look that comes between is counted: the level is that of the attempt that it turned out to be', async () => {
  const { run } = world({ old, new: better })
  await Promise.all([run({ attempt: 1 }), run({ attempt: 1 })]).then((both) => {
    expect(both.map(({ report }) => report.attempt).toSorted((a, b) => a - b)).toEqual([1, 2])
    expect(both.map(({ report }) => report.level).toSorted((a, b) => a - b)).toEqual([levelOf(2), levelOf(1)])
  })
})

test('fresh cases have the whole level once, and a candidate that is tested again has less', async () => {
  const { run } = world({ old, new: old }, { seed: 'secret' })
  expect((await run()).report.level).toBe(0.05)
  expect((await run()).report.level).toBe(levelOf(2))
})

test('a case that the candidate does not answer is lost, whatever the mean says', async () => {
  const numbers: Behaviour = (input) => ({ score: Number(input.split(' ')[1]) })
  const mostly: Behaviour = (input) => (input === 'far 7' ? {} : { score: Number(input.split(' ')[1]) + 1 })
  const { report } = await world({ old: numbers, new: mostly }, { kind: 'numbers' }).run()
  expect(report.rows[0]).toMatchObject({ wins: 199, losses: 1, verdict: 'fails', test: 'sign flips, drawn' })
})

test('an alarm refuses, and so does a detector that cannot look', async () => {
  const finding = (level: Finding['level']): Detector => ({
    name: 'looker',
    looksFor: 'nothing',
    examine: async () => [{ detector: 'looker', level, message: 'seen' }],
  })
  expect((await world({ old, new: better }, { detectors: [finding('clear'), finding('note')] }).run()).report.verdict).toBe('promote')
  expect((await world({ old, new: better }, { detectors: [finding('alarm')] }).run()).report.reasons).toEqual(['audit: looker: seen'])
  const broken: Detector = { name: 'broken', looksFor: 'nothing', examine: () => Promise.reject(new Error('no disk')) }
  expect((await world({ old, new: better }, { detectors: [broken] }).run()).report.reasons).toEqual([
    'audit: broken: the detector broke off: Error: no disk',
  ])
})

test('the audit takes a gain by scores, and has its own judge, also where a lower score passes', async () => {
  const errs =
    (share: number): Behaviour =>
    (input) => ({ score: 1 - (passing(share)(input).score ?? 0) })
  const problem = { name: 'toy', content: 'c', direction: 'minimize', train: casesOf('train', 40) } as unknown as Problem
  let asked = 0
  const own = world({ old: errs(0.3), new: errs(0.7) }, { problem })
  const judge: Judge = async (files, cases) => {
    asked += 1
    return cases.map(({ name, input }) => {
      const { score = 1 } = errs(files['p'] === 'new' ? 0.7 : 0.3)(String(input))
      return { case: name, result: { verdict: 'scored', fuel: 1, score, metrics: {} }, cost: { fuel: 1, seconds: 0, money: 0 } }
    })
  }
  const { report } = await own.run({ detectors: detectorsIn(createRegistry([gain])), audit: { judge } })
  expect(report.audit).toMatchObject([{ detector: 'gain', level: 'clear' }])
  expect(asked).toBe(4)
  expect(own.judged.some((name) => name.startsWith('train'))).toBe(false)
})

test('with early stopping a clear case takes fewer cases, and the test is one for any time', async () => {
  const all: Behaviour = () => ({ score: 1 })
  const { run, judged } = world({ old, new: all }, { policy: { ...policy, early: true } })
  const { report } = await run()
  expect(report).toMatchObject({ verdict: 'promote', rows: [{ test: 'mixture e-process' }] })
  expect(report.rows[0]?.cases).toBeLessThan(100)
  expect(judged.length).toBeLessThan(200)
})

test('a problem that a model alone judges is refused', async () => {
  const problem = { name: 'toy', content: 'c', direction: 'maximize', gradersAlone: true, graders: [{ opinion: true }] }
  expect((await world({ old, new: better }, { problem: problem as never }).run()).report.reasons[0]).toMatch(/opinion of a model alone/)
})
