import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { entryOf, parseEntry } from './entry.ts'
import { completeProblem, loadProblem } from './load.ts'

const shown = ({ name, parameters, returns }: NonNullable<ReturnType<typeof entryOf>>): string =>
  `${name}(${parameters.map((item) => `${item.name}: ${item.type}`).join(', ')}): ${returns}`

describe('the signature of an exported function', () => {
  test.each([
    ['export const f = (x: number): number => (x)', 'f(x: number): number'],
    ['export const f = x => x', 'f(x: unknown): unknown'],
    ['export const f = <T>(x: T): T => ({ x }) as never', 'f(x: T): T'],
    ['const g = 1; export const a = g, f = function (x: Map<string, number>) {}', 'f(x: Map<string, number>): unknown'],
    ['function g(a: string, b?: number) {}\nexport { g as f }', 'f(a: string, b: number | undefined): unknown'],
    ['export { f }\nconst f = (x: number) => x', 'f(x: number): unknown'],
    [
      'export function f(x, ...rest: number[]): [number, (a: b) => c] { return 1 }',
      'f(x: unknown, ...rest: number[]): [number, (a: b) => c]',
    ],
    ['export function f({ a, b }: P = {}, [c]: number[] = [1, (2)]): void {}', 'f({ a, b }: P, [c]: number[]): void'],
    ['export function größe<T extends (a: 1) => 2>(x: T): T { return x }', 'größe(x: T): T'],
    ['export default function (x: number) {}', 'default(x: number): unknown'],
    ['export default (x: number) => 1; export function f() {}', 'f(): unknown'],
    ['export function f(x: number /* a, ( b */, // c\n y = (3)): number { return 1 }', 'f(x: number, y: unknown): number'],
  ])('is read off: %s', (text, signature) => {
    const entry = entryOf({ 'a.ts': text })
    expect(entry && shown(entry)).toBe(signature)
    // what is read off may be given too
    expect(shown(parseEntry(signature))).toBe(signature)
  })

  test.each(['f', 'f(', 'f(x', 'f(x: number):', 'f x', '1(x)', 'f(1)', 'f(x!: a)', 'f(x: )', '(x)', 'f(x) y'])('is none: %s', (text) => {
    expect(() => parseEntry(text)).toThrow(expect.objectContaining({ code: 'PROBLEM_ENTRY' }))
  })

  test.each([
    ['f(x, y?: number)', 'export function f(x, y?: number) { return x + (y ?? 1) }', 3],
    ['f(...xs: number[])', 'export const f = (...xs: number[]) => xs[0] + xs.length', 3],
    ['größe(x: number)', 'const g = (x: number) => x * 4\nexport { g as größe }', 8],
    [undefined, 'export default (x: number): number => x * 5', 10],
    [undefined, '\ufeffexport const f = ({ length }: string | number[] = []) => typeof length', 'undefined'],
  ])('makes an entry that answers: %s of %s', async (entry, text, expected) => {
    let answer: unknown
    const problem = completeProblem({
      statement: 's',
      ...(entry === undefined ? {} : { entry }),
      initialPrograms: [{ 'program.ts': text }],
      cases: { train: [{ input: 2 }] },
      verify: (_, given) => {
        answer = given
        return 1
      },
    })
    const evaluator = await createEvaluator(problem)
    await evaluator.evaluate({ program: { id: '', canonicalHash: '', size: 0, files: problem.initialPrograms[0] ?? {} }, set: 'train' })
    await evaluator.close()
    expect(answer).toBe(expected)
  })
})

describe('an initial program that does not parse', () => {
  const root = mkdtempSync(join(tmpdir(), 'entry-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  test.each([
    ['enum Mode { A = 1 }\nexport function f() {}', ':1:1: types that cannot be erased: enum'],
    ['export function f() {}\nnamespace N { export const a = 1 }', ':2:1: types that cannot be erased: namespace declaration'],
    ['export class A { constructor(private a: number) {} }', ':1:38: types that cannot be erased: parameter property'],
    ['export const f = (x: unknown) =>\n  <number>x', ':2:3: types that cannot be erased: assertions written <T>x'],
    ['export function f(x: number): number {\n  return x +\n}', ':3:1: expression expected'],
    [`export const f = ${'('.repeat(3000)}0${')'.repeat(3000)}`, ': is too deep: more than 400 levels'],
  ])('is told by file, line, column and reason: %.40s', async (text, told) => {
    for (const entry of ['', "entry: 'f(x: number)', "]) {
      writeFileSync(
        join(root, 'problem.ts'),
        `export default { ${entry}statement: 's', cases: { train: [{ input: 1 }] }, verify: () => 1 }`,
      )
      writeFileSync(join(root, 'initial.ts'), text)
      await expect(loadProblem(root)).rejects.toMatchObject({
        code: 'PROBLEM_INITIAL',
        message: expect.stringContaining(`initial.ts${told}`),
      })
    }
  })
})
