import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agreementOf } from './agreement.ts'
import { OURS, peerArm } from './arms.ts'
import { prepare } from './cases.ts'
import { compileKernel, peerHere } from './debian.ts'
import { pageOf } from './page.ts'
import type { Plan } from './plan.ts'
import type { Row } from './rows.ts'
import { isWithin, measuresOf, versusOf } from './versus.ts'
import { subjects } from './subjects.ts'
import type { Subject } from './subjects.ts'
import { verdictLines } from './verdicts.ts'

const named = (name: string): Subject => subjects.find((subject) => subject.name === name) as Subject

const row = (arm: string, at: Row['at'], train: number, held: number, more: Partial<Row> = {}): Row => ({
  subject: 'bin-packing',
  arm,
  seed: 's',
  at,
  evaluations: 100,
  programs: 300,
  processor: 10,
  starting: 1,
  judging: 1,
  train,
  heldOut: Object.fromEntries(named('bin-packing').heldOut.map((set) => [set, held])),
  champion: '',
  bytes: 2 ** 20,
  machine: 'a machine, load 1.00',
  ...more,
})

const [tuned, docs] = [peerArm('tuned'), peerArm('docs')] as const

describe('how ours stand', () => {
  const [train] = measuresOf(named('bin-packing'))
  const versus = (ours: readonly number[], theirs: readonly number[]): unknown => {
    const rows = [...ours.map((value) => row(OURS, 'processor', value, 1)), ...theirs.map((value) => row(tuned, 'processor', value, 1))]
    return versusOf(rows, named('bin-packing'), train as NonNullable<typeof train>, 'processor')
  }

  test('is level where ranges overlap, and else ahead or behind', () => {
    expect(versus([1, 2, 3], [3, 4, 5])).toMatchObject({ verdict: 'level', better: true })
    expect(versus([3, 4, 5], [1, 2, 3])).toMatchObject({ verdict: 'level', better: false })
    expect(versus([1, 2], [3, 4])).toMatchObject({ verdict: 'ahead', better: true })
    expect(versus([3, 4], [1, 2])).toMatchObject({ verdict: 'behind', better: false })
    expect(versus([1], [])).toBeUndefined()
  })

  test('is read by the best configuration on each measure, with ours of equal evaluations where programs are equal', () => {
    const rows = [row(OURS, 'evaluations', 2, 2), row(tuned, 'programs', 1, 5), row(docs, 'programs', 5, 1)]
    const [first, held] = measuresOf(named('bin-packing')).map((measure) => versusOf(rows, named('bin-packing'), measure, 'programs'))
    expect(first).toMatchObject({ peer: tuned, ours: [2], theirs: [1] })
    expect(held).toMatchObject({ peer: docs, ours: [2], theirs: [1] })
  })

  test('a formula counts where it was recovered, within what is equal', () => {
    expect(isWithin(row(OURS, 'processor', 0, 0, { recovered: true }), 'programs', 300)).toBe(true)
    expect(isWithin(row(OURS, 'processor', 0, 0, { recovered: true }), 'programs', 299)).toBe(false)
    expect(isWithin(row(OURS, 'processor', 0, 0, { recovered: false }), 'evaluations', 1e9)).toBe(false)
  })
})

describe('the page', () => {
  const plan: Plan = {
    hash: 'a'.repeat(64),
    seeds: ['s'],
    quick: false,
    subjects: ['bin-packing', 'kepler'].map((name) => ({ name, content: '', budget: named(name).budget })),
    arms: [OURS, tuned],
    engine: '1',
    commit: 'c',
    peer: { deap: '1', numpy: '1', python: '3' },
  }

  test('says plainly what holds, and where the peer is better', () => {
    const rows = [row(OURS, 'processor', 1, 3), row(tuned, 'processor', 2, 2)]
    const kepler = row(OURS, 'evaluations', 1, 1, { subject: 'kepler', evaluations: 5000, processor: 5 })
    expect(verdictLines(plan, [...rows, kepler]).join('\n')).toMatch(/level.*DOES NOT HOLD[^]*1000 evaluations.*HOLDS \(1250 /)
    const page = pageOf(plan, rows)
    expect(page).toContain(
      `- bin-packing, equal processor seconds, EoH 1k: ${tuned} 2.000 (2.000-2.000), ours 3.000 (3.000-3.000), no seed of ours as good`,
    )
    expect(page).not.toContain('bin-packing, equal processor seconds, train')
    expect(page).toContain('not measured yet')
  })
})

const peer = peerHere()
if (peer === undefined)
  console.warn('SKIPPED: python3-deap, python3-numpy and gcc are not here: apt-get install them, or run node bench/peers.ts')

describe.runIf(peer !== undefined)('beside DEAP', () => {
  let scratch = ''
  let kernel = ''
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'ternate-peers-'))
    kernel = compileKernel(scratch)
  })
  afterAll(() => rmSync(scratch, { recursive: true }))

  test.each(['kepler'])('fixed programs score alike on %s, and one that differs is seen', async (name) => {
    const prepared = await prepare(named(name), scratch)
    const [twin] = prepared.subject.twins
    const agreement = await agreementOf(prepared, kernel)
    expect(agreement.length).toBeGreaterThan(5)
    expect(agreement.filter(({ agrees }) => !agrees)).toEqual([])
    const twins = [
      {
        ...(twin as NonNullable<typeof twin>),
        python: `1.0001 * (${twin?.python}) + 0.001 * x1 * x1`.replaceAll('x1', name === 'kepler' ? 'distance' : 'x1'),
      },
    ]
    const other = await agreementOf({ ...prepared, subject: { ...prepared.subject, twins } }, kernel)
    expect(other.find(({ set }) => set === 'train')?.agrees).toBe(false)
  })

  test('what cannot be asked is refused with a line', () => {
    const script = join(import.meta.dirname, '../peers.ts')
    const { status, stderr } = spawnSync(process.execPath, [script, '--only', 'nonesuch'], { encoding: 'utf8' })
    expect(status).toBe(2)
    expect(stderr).toMatch(/^--only wants names out of bin-packing, .*not "nonesuch"\n$/)
  })
})
