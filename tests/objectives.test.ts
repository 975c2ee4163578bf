import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { project, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-objectives-'))
afterAll(() => rmSync(root, { recursive: true }))

/** Fit a curve with few nodes: the shortest program is bad and the best one long. */
const problemWith = (objectives: string): string => `import { defineProblem, invalid } from 'ternate'
const cases = [0, 1, 2, 3, 4, 5, 6, 7].map((x) => ({ input: x, expected: 3 * x * x - 2 * x + 7 + (x % 3) }))
export default defineProblem<number, number>({
  statement: 'Fit a curve.',
  direction: 'minimize',
  cases: { train: cases },
  verify: ({ expected }, y) => {
    const error = Math.abs(y - Number(expected))
    return Number.isFinite(error) ? { score: error, metrics: { large: error > 1 ? 1 : 0 } } : invalid('not a finite number')
  },
  ${objectives}
})
`
const TWO = `objectives: [{ name: 'score', direction: 'minimize', reference: 100 }, { name: 'size', direction: 'minimize', reference: 60 }],`

interface Shown {
  readonly digest: string
  readonly front?: { readonly hypervolume: number; readonly programs: readonly { readonly values: readonly [number, number] }[] }
  readonly manifest: { readonly problem: { readonly objectives?: unknown } }
}

beforeAll(() => {
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(project, join(root, 'node_modules/ternate'))
  for (const [name, objectives] of [
    ['two', TWO],
    ['one', ''],
    ['wrong', TWO.replace('size', 'sise')],
  ] as const) {
    mkdirSync(join(root, name))
    writeFileSync(join(root, name, 'problem.ts'), problemWith(objectives))
    writeFileSync(join(root, name, 'initial.ts'), 'export function curve(x: number): number {\n  return x\n}\n')
  }
})

const show = async (run: string): Promise<Shown> => JSON.parse((await ternate(['show', run, '--json'], root)).stdout) as Shown

test('a run with two objectives has a front, shows it, and is as reproducible as any', { timeout: 120_000 }, async () => {
  const run = (out: string, ...more: string[]): ReturnType<typeof ternate> =>
    ternate(['run', './two', '--seed', '3', '--evaluations', '150', '--out', out, ...more], root)
  expect((await run('a', '--workers', '1')).code).toBe(0)
  const other = await run('b', '--workers', '2')
  expect(other.code).toBe(0)
  const [a, b] = [await show('a'), await show('b')]
  expect(a.digest).toBe(b.digest)
  const values = a.front?.programs.map((program) => program.values) ?? []
  expect(values.length).toBeGreaterThan(2)
  // From the best by score to the shortest, getting worse by the one and better by the other.
  values.slice(1).forEach(([score, size], at) => {
    expect(score).toBeGreaterThan(values[at]?.[0] as number)
    expect(size).toBeLessThan(values[at]?.[1] as number)
  })
  expect(a.front?.hypervolume).toBeGreaterThan(0)
  const shown = await ternate(['show', 'a'], root)
  expect(shown.stdout).toMatch(/front on train: \d+ programs, hypervolume [\d,.]+\n +program +score \(low\) +size \(low\)/)
  expect((await ternate(['export', 'a', '--to', 'bundle', '--out', 'a.ternate'], root)).code).toBe(0)
  expect((await ternate(['import', 'a.ternate', '--out', 'c'], root)).code).toBe(0)
  expect((await show('c')).front).toEqual(a.front)
  // From its snapshot, and then from its journal.
  expect((await ternate(['resume', 'a', '--evaluations', '160'], root)).code).toBe(0)
  expect((await ternate(['verify', 'a', '--journal'], root)).code).toBe(0)
})

test('a run of the score alone has no front', { timeout: 60_000 }, async () => {
  expect((await ternate(['run', './one', '--seed', '3', '--evaluations', '150', '--out', 'plain'], root)).code).toBe(0)
  const plain = await show('plain')
  expect(plain.front).toBeUndefined()
  expect(plain.manifest.problem).not.toHaveProperty('objectives')
  expect((await ternate(['show', 'plain'], root)).stdout).not.toContain('hypervolume')
})

test('an objective that is no metric is refused', { timeout: 60_000 }, async () => {
  const { code, stderr } = await ternate(['run', './wrong', '--evaluations', '20', '--out', 'wrong-run'], root)
  expect(code).toBe(1)
  expect(stderr).toContain('[PROBLEM_DEFINITION]')
})

test('hypervolumes are compared', { timeout: 60_000 }, async () => {
  const compared = await ternate(
    ['compare', './two', '--strategies', 'default,best-of-2', '--seeds', '2', '--evaluations', '40', '--no-references', '--out', 'exp'],
    root,
  )
  expect({ code: compared.code, stderr: compared.stderr }).toEqual({ code: 0, stderr: '' })
  expect(compared.stdout).toContain('hypervolume on train, higher is better')
  const { problems } = JSON.parse(readFileSync(join(root, 'exp/results.json'), 'utf8')) as {
    problems: { measures: { set: string; results: { scores: number[] }[] }[] }[]
  }
  const [volumes] = problems[0]?.measures ?? []
  expect(volumes?.set).toBe('hypervolume')
  expect(volumes?.results.flatMap(({ scores }) => scores).every((volume) => volume > 0)).toBe(true)
})
