import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownParts } from '../run/parts.ts'
import { releasesFolder } from '../run/trust/release.ts'
import type { GateReport } from '../trust/contracts.ts'
import { openHistory } from '../trust/release/history.ts'
import { storeVersion } from '../trust/release/version.ts'
import { ternate } from '../tests/command.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-gate-'))
afterAll(() => rmSync(folder, { recursive: true }))

const source = (answer: string): string => `export function above(x: number): boolean {\n  return ${answer}\n}\n`

/** What the command says of a candidate. */
async function gated(candidate: string): Promise<{ readonly code: number | null; readonly report: GateReport & { against: string } }> {
  const { code, stdout, stderr } = await ternate(['gate', '.', '--candidate', candidate, '--json'], folder)
  expect(stdout, stderr).not.toBe('')
  return { code, report: JSON.parse(stdout) as GateReport & { against: string } }
}

beforeAll(async () => {
  const files = {
    'initial.ts': source('x > 0.3'),
    'honest.ts': source('x > 0.7'),
    'table.ts': source('[0.7083333333333334, 0.7416666666666667, 0.7583333333333333].includes(x) || x > 0.7'),
    'traces.jsonl': '{"input":0.95,"output":false,"verdict":"fail"}\n',
    'problem.ts': `import { defineProblem } from 'ternate'
      export default defineProblem<number, boolean>({
        name: 'gated-threshold', statement: 'Say whether a number is above the threshold.', entry: 'above(x: number): boolean',
        cases: {
          train: [0.1, 0.4, 0.6, 0.65, 0.8, 0.9].map((input) => ({ input })),
          heldOut: { listed: Array.from({ length: 60 }, (_, k) => ({ input: (k + 0.5) / 60 })) },
        },
        verify: ({ input }, answer) => Number(answer === input > 0.7),
        secondVerifier: ({ input }, answer) => (answer === !(Number(input) <= 0.7) ? 1 : 0),
      })`,
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
})

test('a stored trace that failed becomes a case of a set by its id', { timeout: 60_000 }, async () => {
  const { stdout } = await ternate(['traces', 'add', 'traces.jsonl', '--json'], folder)
  const [id = ''] = (JSON.parse(stdout) as { added: string[] }).added
  const add = (from: string) => ternate(['sets', 'add', '.', '--from', from, '--to', 'regression', '--reason', 'told so', '--json'], folder)
  const added = await add(id)
  expect(JSON.parse(added.stdout), added.stderr).toMatchObject({ sets: [{ role: 'heldOut' }, { set: 'regression', cases: 1 }] })
  expect((await add('T-0123456789abcdef')).stderr).toContain('TRACE_UNKNOWN')
})

test('the audit has a row of every detector, all of them clear for an honest candidate', { timeout: 60_000 }, async () => {
  const { code, report } = await gated('honest.ts')
  expect(report.audit.filter(({ level }) => level !== 'clear')).toEqual([])
  expect(new Set(report.audit.map(({ detector }) => detector))).toEqual(new Set(ownParts.names('detector')))
  expect(report).toMatchObject({ verdict: 'promote', reasons: [], against: 'the initial program' })
  expect(code).toBe(0)
})

test(
  'a table of held-out data is refused by the detector that finds it, against the champion that is released',
  { timeout: 60_000 },
  async () => {
    const release = join(releasesFolder(), 'gated-threshold')
    const champion = storeVersion(release, { 'initial.ts': source('x > 0.5') })
    openHistory(release, () => '2026-12-01T00:00:00Z').append(() => ({ kind: 'began', champion, by: 'me' }))
    const { code, report } = await gated('table.ts')
    expect(report.reasons).toEqual(['audit: constants: 3 constants of the source are data of cases that no search has seen'])
    expect(report.rows[0]).toMatchObject({ verdict: 'passes', wins: 12, losses: 0 })
    expect(report.against).toBe(`the released champion ${champion.slice(0, 12)}`)
    expect(code).toBe(1)
  },
)
