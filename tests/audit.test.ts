import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evolve, loadProblem, openRun, steer, stream } from '../index.ts'
import type { Problem } from '../index.ts'
import { ownParts } from '../run/parts.ts'
import { openAudit } from '../run/trust/audit.ts'
import type { OpenedAudit } from '../run/trust/audit.ts'
import { originLogOf } from '../run/trust/origin-log.ts'
import { alarmsIn, audit } from '../trust/audit.ts'
import type { AuditContext, Candidate, Finding, GateSet, PairedCase, SetRow } from '../trust/contracts.ts'
import { meanWorth } from '../trust/detectors/means.ts'
import { copyRunWithout } from './fixtures/gap.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-audit-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = join(root, 'run')

/** The champion of a run as a candidate, and the initial program as what is in use. */
async function pairOf(problem: Problem, run: string): Promise<{ candidate: Candidate; champion: Candidate }> {
  const opened = openRun(run)
  try {
    const best = [...opened.archive.entries()].flatMap(({ record }) => (record.type === 'champion' ? [record.program] : [])).at(-1) ?? 1
    const digest = opened.archive.head()?.digest ?? ''
    const files = opened.archive.program(best)?.files ?? {}
    return {
      candidate: { files, rights: [], origin: { run, program: best, digest } },
      champion: { files: problem.initialPrograms[0] ?? {}, rights: [] },
    }
  } finally {
    await opened.archive.close()
  }
}

/** A context as a gate makes it, with everything that a run hands over. */
async function contextOf(problem: Problem, run: string, opened: OpenedAudit): Promise<AuditContext> {
  const { candidate, champion } = await pairOf(problem, run)
  const [held] = problem.heldOut
  const cases = held?.cases.slice(0, 10) ?? []
  const set: GateSet = { name: 'held', role: 'heldOut', version: 1, hash: '', cases }
  const { judge = () => Promise.resolve([]) } = opened.audit
  const [a, b] = [await judge(champion.files, cases), await judge(candidate.files, cases)]
  const results = { held: cases.map((item, k) => ({ case: item.name, input: item.input, champion: a[k], candidate: b[k] }) as PairedCase) }
  const sign = problem.direction === 'maximize' ? 1 : -1
  const mean = (judged: typeof a): number => sign * (meanWorth({ ...problem, aggregate: undefined } as never, judged, cases) ?? 0)
  const row: SetRow = {
    set: 'held',
    role: 'heldOut',
    version: 1,
    cases: cases.length,
    champion: mean(a),
    candidate: mean(b),
    wins: 0,
    losses: 0,
    ties: 0,
    test: '',
    verdict: 'passes',
  }
  return { problem, candidate, champion, sets: [set], results, rows: [row], ledger: [], judge, random: stream('audit'), ...opened.audit }
}

/** What all detectors find of the champion of a run, whose journal they look for at `at`. */
async function findingsOf(problem: Problem, run: string, at = run): Promise<readonly Finding[]> {
  const { candidate } = await pairOf(problem, run)
  const opened = openAudit({
    problem,
    parts: { registry: ownParts },
    candidate: { ...candidate, origin: { run: at, program: candidate.origin?.program ?? 0, digest: candidate.origin?.digest ?? '' } },
  })
  try {
    return await audit(await contextOf(problem, run, opened), opened.detectors)
  } finally {
    await opened.close()
  }
}

describe('an audit of a run', () => {
  let problem: Problem
  beforeAll(async () => {
    problem = await loadProblem('symbolic-regression')
    await (
      await evolve('symbolic-regression', { seed: 4, evaluations: 80, workers: 1, out: folder })
    ).finished
  })

  test('lets the honest champion of a real run pass all detectors', async () => {
    const findings = await findingsOf(problem, folder)
    expect(alarmsIn(findings)).toEqual([])
    expect(findings.find(({ detector }) => detector === 'gain')?.details).toMatchObject({ tamper: 0, noise: 0 })
    expect(findings.find(({ detector }) => detector === 'second-engine')?.message).toContain('alike in both engines')
    expect(findings.find(({ detector }) => detector === 'gaps')?.message).toContain('the journal is whole')
  })

  test('finds one record that is missing, though the chain behind it was made anew', async () => {
    const copy = join(root, 'gap')
    await copyRunWithout(folder, copy, 9)
    const found = alarmsIn(await findingsOf(problem, folder, copy))
    expect(found).toMatchObject([{ detector: 'gaps', message: expect.stringContaining('records were cut out') as string }])
  })

  test('names records that a journal skips, and one that was changed', async () => {
    const run = openRun(folder)
    const archive = Object.create(run.archive, {
      entries: {
        value: (from: number, to: number) =>
          [...run.archive.entries(from, to)].filter(({ index }) => index !== 5 && index !== 7 && index !== 8),
      },
    }) as typeof run.archive
    expect(originLogOf({ ...run, archive }, 'minimize').gaps).toEqual([
      'record 5 of the journal is missing',
      'records 7 to 8 of the journal are missing',
    ])
    await run.archive.close()
  })

  test('hands over sources, notes and what was written beside the journal', async () => {
    const copy = join(root, 'noted')
    await (
      await evolve('template', { seed: 4, evaluations: 20, workers: 1, out: copy })
    ).finished
    await steer(copy, { kind: 'note', text: 'canary-of-a-case' })
    writeFileSync(join(copy, 'mine.jsonl'), 'canary-elsewhere')
    const run = openRun(copy)
    const found = new Map<string, string>()
    for await (const { where, text } of originLogOf(run, 'maximize').texts) found.set(where, text)
    await run.archive.close()
    const wheres = [...found.keys()]
    expect(wheres.find((where) => where.startsWith('the source of program 1, '))).toBeDefined()
    expect(found.get(wheres.find((where) => where.includes('(note)')) ?? '')).toBe('canary-of-a-case')
    expect(found.get('the file mine.jsonl of the run')).toBe('canary-elsewhere')
  })
})
