import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ProblemDefinition } from '../engine/contracts/problem.ts'
import { completeProblem, loadProblem } from './load.ts'
import { asProgram } from './sources.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-initial-'))
afterAll(() => rmSync(root, { recursive: true }))

let number = 0
/** A folder of a problem with these files. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>, fields = ''): string {
  const folder = join(root, String((number += 1)))
  const all = {
    'problem.ts': `import { defineProblem } from 'ternate'
export default defineProblem({ statement: 's', cases: { train: [{ input: 1 }] }, verify: () => 1, ${fields} })`,
    ...files,
  }
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}
const RUNNER = "runner: { use: 'mine', depth: 3 },"
const code = 'export function f(x: number): number { return x }'

describe('an initial program of another language', () => {
  test.each([
    ['initial.json', '{"a": 1}', 'program.json'],
    ['initial.txt', 'Be brief.', 'program.txt'],
    ['initial.rpn', '1 2 +', 'program.rpn'],
    ['initial.prompt.md', '# Be brief', 'program.prompt.md'],
    ['initial.mjs', 'export const f = (x) => x', 'program.js'],
  ])('is found: %s', async (name, text, file) => {
    const problem = await loadProblem(folderOf({ [name]: text, 'notes.txt': 'mine' }, RUNNER))
    expect(problem.initialPrograms).toEqual([{ [file]: text }])
    expect(problem).toMatchObject({ runner: { use: 'mine', depth: 3 }, initialFiles: [name] })
    expect('entry' in problem).toBe(name.endsWith('mjs'))
  })

  test('may be a folder of several files, all of which are its own', async () => {
    const files = { 'agent.ts': code, 'prompts/first.md': 'Be brief.', 'table.json': '{}', Makefile: 'all:' }
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`initial/${name}`, text]))
    const problem = await loadProblem(folderOf({ ...inFolder, 'initial/.hidden': 'x', 'initial/node_modules/a/b.js': 'x' }, RUNNER))
    expect(problem.initialPrograms).toEqual([files])
    expect(problem.entry).toMatchObject({ name: 'f' })
  })

  test('in a folder for the sandbox has its modules and what they import, and no notes', async () => {
    const files = { 'program.ts': `import table from './data/table.json'\n${code}`, 'data/table.json': '[1]' }
    const inFolder = Object.fromEntries(Object.entries(files).map(([name, text]) => [`initial/${name}`, text]))
    const folder = folderOf({ ...inFolder, 'initial/README.md': 'notes', 'initial/picture.png': new Uint8Array([137, 80, 255, 0]) })
    expect((await loadProblem(folder)).initialPrograms).toEqual([files])
  })

  test.each<[string, Readonly<Record<string, string | Uint8Array>>, string, string, string]>([
    [
      'without a runner that runs it',
      { 'initial.json': '{}' },
      '',
      'PROBLEM_RUNNER',
      'initial.json holds no JavaScript, and the runner isolate runs nothing else',
    ],
    [
      'in a folder, too',
      { 'initial/a.md': 'x', 'initial/b.ts': '' },
      "initialPrograms: ['initial/a.md'],",
      'PROBLEM_RUNNER',
      'a.md holds no JavaScript',
    ],
    [
      'that does not parse',
      { 'initial.json': '{\n  "a": 1,\n}' },
      RUNNER,
      'PROBLEM_INITIAL',
      'initial.json does not parse at line 3:1: what stands there is not JSON',
    ],
    [
      'beside another one',
      { 'initial.json': '{}', 'initial.txt': 'a' },
      RUNNER,
      'PROBLEM_INITIAL',
      'has several initial programs: initial.json, initial.txt',
    ],
    ['that is no text', { 'initial/a.txt': new Uint8Array([255, 254, 0, 1]) }, RUNNER, 'PROBLEM_FILE', 'a.txt is no text'],
    ['that is code and does not parse', { 'initial.ts': 'export const = 1' }, RUNNER, 'PROBLEM_INITIAL', 'initial.ts:1:14: unexpected'],
  ])('is refused %s', async (_, files, fields, errorCode, message) => {
    const loading = loadProblem(folderOf(files, fields))
    await expect(loading).rejects.toMatchObject({ code: errorCode, message: expect.stringContaining(message) })
    await expect(loading).rejects.toThrow(/^[^\n]*$/)
  })

  test('may be judged by an evaluator of the caller, runner or not', () => {
    const definition: ProblemDefinition = {
      statement: 's',
      cases: { train: [{ input: 1 }] },
      verify: () => 1,
      initialPrograms: [{ 'a.rpn': '1' }],
    }
    expect(() => completeProblem(definition)).toThrow(expect.objectContaining({ code: 'PROBLEM_RUNNER' }))
    expect(completeProblem(definition, undefined, { judgedElsewhere: true }).initialPrograms).toEqual([{ 'a.rpn': '1' }])
  })

  test('comes with baselines in whatever language, which are read as it is', async () => {
    const files = { 'initial.json': '{"a": 1}', 'rules/one.json': '{"a": 2}', 'rules/two.json': '{"a": }' }
    const problem = await loadProblem(folderOf(files, `${RUNNER} baselines: ['rules/one.json'],`))
    expect(problem.baselines).toEqual([{ name: 'rules/one.json', files: { 'program.json': '{"a": 2}' } }])
    await expect(loadProblem(folderOf(files, `${RUNNER} baselines: ['rules/two.json'],`))).rejects.toMatchObject({
      code: 'PROBLEM_BASELINE',
    })
  })
})

test('a single file is called program, with its own ending', () => {
  const name = (file: string): string | undefined => Object.keys(asProgram(file, ''))[0]
  expect(['a.ts', 'rules/b.mts', 'c.cjs', 'd.json', 'x\\e.prompt.md', 'Makefile', 'f.RPN'].map(name)).toEqual([
    'program.ts',
    'program.ts',
    'program.js',
    'program.json',
    'program.prompt.md',
    'Makefile',
    'program.RPN',
  ])
})
