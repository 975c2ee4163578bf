import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { ProblemDefinition } from '../engine/contracts/problem.ts'
import { completeProblem } from './load.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-baselines-'))
afterAll(() => rmSync(root, { recursive: true }))

const GOOD = 'export function twice(x: number): number {\n  return x + x\n}\n'
mkdirSync(join(root, 'problem/rules/two'), { recursive: true })
mkdirSync(join(root, 'problem/empty'))
for (const [name, text] of Object.entries({
  'outside.ts': GOOD,
  'problem/initial.ts': GOOD,
  'problem/rules/good.ts': GOOD,
  'problem/rules/broken.ts': 'export function twice(x {',
  'problem/rules/other.ts': 'export const thrice = (x: number): number => 3 * x\n',
  'problem/rules/late.ts': 'export async function twice(x: number) { return await x }\n',
  'problem/rules/two/program.ts': "import { both } from './both.ts'\nexport const twice = (x: number): number => both(x, x)\n",
  'problem/rules/two/both.ts': 'export const both = (a: number, b: number): number => a + b\n',
  'problem/.hidden.ts': GOOD,
}))
  writeFileSync(join(root, name), text)

const load = (baselines: NonNullable<ProblemDefinition['baselines']>, folder: string | undefined = join(root, 'problem')) =>
  completeProblem(
    {
      statement: 'Double.',
      cases: { train: [{ input: 1 }] },
      verify: () => 1,
      baselines,
      ...(folder === '' ? { initialPrograms: [{ 'program.ts': GOOD }] } : {}),
    },
    folder === '' ? undefined : folder,
  )

test('files, folders and sources become baselines, called by their paths', () => {
  const { baselines } = load(['rules/good.ts', './rules/two/', { 'program.ts': GOOD }])
  expect(baselines.map(({ name, files }) => [name, Object.keys(files)])).toEqual([
    ['rules/good.ts', ['program.ts']],
    ['rules/two', ['both.ts', 'program.ts']],
    ['baseline 3', ['program.ts']],
  ])
  expect(load([], '').baselines).toEqual([])
})

test.each([
  ['no such file', ['rules/none.ts'], 'PROBLEM_FILE', 'rules/none.ts'],
  ['an empty folder', ['empty'], 'PROBLEM_FILE', 'empty holds no source file'],
  ['what does not parse', ['rules/broken.ts'], 'PROBLEM_BASELINE', 'rules/broken.ts'],
  ['what lacks the entry', ['rules/good.ts', 'rules/other.ts'], 'PROBLEM_BASELINE', 'rules/other.ts: does not export twice'],
  ['what no sandbox runs', ['rules/late.ts'], 'PROBLEM_BASELINE', 'rules/late.ts: '],
  ['a file outside of the folder', ['../outside.ts'], 'PROBLEM_BASELINE', 'outside.ts: is no part of the problem'],
  ['an absolute path', [join(root, 'outside.ts')], 'PROBLEM_BASELINE', 'is no part of the problem'],
  ['a file that is not hashed', ['.hidden.ts'], 'PROBLEM_BASELINE', 'is no part of the problem'],
  ['one named twice', ['rules/good.ts', './rules/good.ts'], 'PROBLEM_BASELINE', 'rules/good.ts: is named twice'],
  ['a source without the entry', [{ 'program.ts': 'export const f = 1' }], 'PROBLEM_BASELINE', 'baseline 1: does not export twice'],
  ['an empty name', [''], 'PROBLEM_DEFINITION', 'baselines[0]'],
  ['no list', 'rules/good.ts' as never, 'PROBLEM_DEFINITION', 'baselines'],
])('%s is refused by one line that names it', (_, baselines, code, said) => {
  expect(() => load(baselines)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(said) as string }) as Error)
})

test('the sources of baselines are part of what an inline problem is called', () => {
  const content = (source: string): string => load([{ 'program.ts': source }], '').content
  expect(content(GOOD)).toBe(content(GOOD))
  expect(content(GOOD)).not.toBe(content(GOOD.replace('x + x', '2 * x')))
})
