import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { encode } from '../archive/canonical.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { CaseDraft, ProblemDefinition } from '../engine/contracts/problem.ts'
import { scoreCase } from '../engine/evaluation/score.ts'
import { smallProblem } from '../evaluators/isolate/fixtures/problems.ts'
import { changesSince, hashesOf, hashFolder, mustStayOut } from './folder.ts'
import { completeProblem, loadProblem } from './load.ts'
import { findOdd } from './plain.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-hostile-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const DEFINITION = `import { defineProblem } from 'ternate'
export default defineProblem({ statement: 's', cases: { train: [{ input: 1 }] }, verify: () => 1 })
`

/** Makes the folder of a sound problem, and gives paths in it. */
function makeProblem(name: string, definition: string = DEFINITION): (path: string) => string {
  const at = (path: string): string => join(root, name, path)
  mkdirSync(at('.'))
  writeFileSync(at('problem.ts'), definition)
  writeFileSync(at('initial.ts'), 'export function f(x: number): number { return x }\n')
  return at
}

const define = (parts: Partial<ProblemDefinition>): ProblemDefinition => ({
  statement: 's',
  cases: { train: [{ input: 1 }] },
  verify: () => 1,
  initialPrograms: [{ 'program.js': 'export function f(x) { return x }' }],
  ...parts,
})

/** What is said of a problem, or of a folder of one. */
async function said(load: () => unknown): Promise<string> {
  try {
    await load()
    return 'accepted'
  } catch (error) {
    return error instanceof TernateError ? `${error.code} ${error.message}` : `a bug: ${String(error)}`
  }
}

const nested = (levels: number): unknown => {
  let value: unknown = 1
  for (let k = 0; k < levels; k++) value = k % 2 === 0 ? [value] : { a: value }
  return value
}
const cycle: Record<string, unknown> = { a: 1 }
cycle['self'] = [cycle]
class Point {
  x = 1
}
const detached = new Uint8Array(8)
structuredClone(detached, { transfer: [detached.buffer] })

describe('a case', () => {
  test.each<[string, unknown, string]>([
    ['a function', { a: () => 1 }, 'input.a is a function'],
    ['itself', cycle, 'input.self[0] is a value that holds itself'],
    ['too many levels', nested(5000), 'input is nested deeper than 64 levels'],
    ['a Map', new Map([[1, 2]]), 'input is a Map'],
    ['a Set', [new Set([1])], 'input[0] is a Set'],
    ['a Date', { when: new Date(0) }, 'input.when is a Date'],
    ['a RegExp', /x/, 'input is a RegExp'],
    ['an Error', [1, [new RangeError('x')]], 'input[1][0] is a RangeError'],
    ['an instance', { 'a-b': new Point() }, 'input["a-b"] is a Point'],
    ['a symbol', { a: Symbol('x') }, 'input.a is a symbol'],
    ['a name that is a symbol', { [Symbol('x')]: 1 }, 'input[Symbol(x)] is a field whose name is a symbol'],
    ['a BigInt', [1n], 'input[0] is a BigInt'],
    ['a BigInt64Array', new BigInt64Array(1), 'input is a BigInt64Array'],
    ['a DataView', new DataView(new ArrayBuffer(1)), 'input is a DataView'],
    ['an ArrayBuffer', new ArrayBuffer(1), 'input is an ArrayBuffer'],
    ['shared memory', new Int32Array(new SharedArrayBuffer(4)), 'input is an Int32Array on shared memory'],
    ['memory that is gone', detached, 'input is a Uint8Array whose memory is gone'],
    ['a proxy', new Proxy({}, {}), 'input is a proxy'],
    ['a proxy of a list', { a: new Proxy([], {}) }, 'input.a is a proxy'],
    [
      'a getter',
      {
        get a() {
          return 1
        },
      },
      'input.a is a getter',
    ],
    ['__proto__', JSON.parse('{"__proto__":1}'), 'input.__proto__ is a field of that name'],
    ['a promise', Promise.resolve(1), 'input is a Promise'],
  ])('that holds %s is refused, by its set, its name and the path', async (_, input, what) => {
    const far = [{ input: 0 }, { input, name: 'odd' }] as CaseDraft[]
    expect(await said(() => completeProblem(define({ cases: { train: [{ input: 1 }], heldOut: { far } } })))).toBe(
      `PROBLEM_CASES cases.heldOut/far: case odd: ${what}, and a case is plain data`,
    )
    const expected = [{ input: 1, expected: input }] as CaseDraft[]
    expect(await said(() => completeProblem(define({ cases: { train: () => expected } })))).toBe(
      `PROBLEM_CASES cases.train: case 1: ${what.replace('input', 'expected')}, and a case is plain data`,
    )
  })

  test('of plain data is taken, typed arrays, undefined and what is held twice among them', () => {
    const twice = { a: [1, undefined, null] }
    for (const input of [new Float64Array(3), { twice, again: twice }, nested(64), Object.create(null), -0, Number.NaN, '', false])
      expect(findOdd(input, 'input')).toBeUndefined()
    expect(findOdd(nested(65), 'input')).toBeDefined()
    fc.assert(
      fc.property(fc.json(), (text) => {
        const what = findOdd(JSON.parse(text), 'input')?.what
        expect(what).toBe(text.includes('"__proto__":') ? 'a field of that name' : undefined)
      }),
    )
  })

  test('that is found plain has a canonical text and a structured clone', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withSparseArray: true }),
        (value) => {
          if (findOdd(value, 'input') !== undefined) return
          expect(() => structuredClone(value)).not.toThrow()
          expect(() => encode({ value: value ?? null })).not.toThrow(/class|function|symbol/)
        },
      ),
    )
  })

  test('that grows beyond all bounds by sharing is refused in time', () => {
    let value: unknown = [1]
    for (let k = 0; k < 60; k++) value = [value, value]
    expect(findOdd(value, 'input')).toMatchObject({ what: expect.stringContaining('more than') })
  })
})

describe('a definition', () => {
  test.each<[string, Partial<ProblemDefinition>, string]>([
    ['edges that fall', { descriptors: [{ name: 'm', edges: [3, 1] }] }, 'descriptors[0].edges: must rise'],
    ['edges that are equal', { descriptors: [{ name: 'm', edges: [1, 1] }] }, 'descriptors[0].edges: must rise'],
    ['an edge that is NaN', { descriptors: [{ name: 'm', edges: [Number.NaN] }] }, 'descriptors[0].edges[0]'],
    [
      'a descriptor twice',
      {
        descriptors: [
          { name: 'm', edges: [1] },
          { name: 'm', edges: [2] },
        ],
      },
      'names a descriptor twice',
    ],
    ['a name of 300 characters', { name: 'n'.repeat(300) }, 'name'],
  ])('with %s is refused', async (_, parts, what) => {
    const words = await said(() => completeProblem(define(parts)))
    expect(words).toMatch(/^PROBLEM_DEFINITION /)
    expect(words).toContain(what)
  })
})

describe('a verifier', () => {
  test.each<[string, unknown, string]>([
    ['a metric that is a text', { score: 1, metrics: { a: 'x' } }, 'a metric "a" that is no number'],
    ['a hidden metric that is a list', { score: 1, hidden: { b: [] } }, 'a metric "b" that is no number'],
    ['metrics that are a list', { score: 1, metrics: [1] }, 'metrics that are no named numbers'],
    ['feedback that is an object', { score: 1, feedback: { a: 1 } }, 'feedback that is no text'],
    ['a refusal that is no text', { invalid: 7 }, 'a refusal that is no text'],
  ])('that returns %s has verified nothing, and is told so', (_, judgement, what) => {
    const problem = smallProblem({ verify: () => judgement as number })
    expect(scoreCase(problem, problem.train[0]!, 0, 5)).toEqual({ verdict: 'unverified', fuel: 5, reason: `the verifier returned ${what}` })
  })
})

describe('the folder of a problem', () => {
  const socket = createServer()
  afterAll(() => void socket.close())
  test.each<[string, string, (at: (path: string) => string) => unknown]>([
    ['a dangling link', 'is a link to nothing', (at) => symlinkSync('missing/data.csv', at('odd'))],
    ['a link to itself', 'is a link to itself', (at) => symlinkSync('odd', at('odd'))],
    ['a link to the folder', 'is a link to a folder that it lies in', (at) => symlinkSync('.', at('odd'))],
    ['a pipe', 'is a pipe', (at) => execFileSync('mkfifo', [at('odd')])],
    ['a link to a device', 'is a device', (at) => symlinkSync('/dev/zero', at('odd'))],
    ['a socket', 'is a socket', (at) => new Promise<void>((go) => socket.listen(at('odd'), go))],
  ])('with %s is told so, and nobody waits', async (name, what, make) => {
    const at = makeProblem(name.replaceAll(' ', '-'))
    await make(at)
    expect(await said(() => loadProblem(at('.')))).toBe(`PROBLEM_FILE ${at('odd')} ${what}`)
  })

  test('is the same with what came of it: runs, one without an archive among them, and experiments', () => {
    const at = makeProblem('with-results')
    const before = hashFolder(at('.'))
    const run = '{\n  "manifest": {}\n}\n'
    for (const folder of ['first/archive', 'sub/second/archive', 'third', 'exp/runs', 'runs/a']) mkdirSync(at(folder), { recursive: true })
    for (const folder of ['first', 'sub/second', 'third']) writeFileSync(at(`${folder}/manifest.json`), run)
    writeFileSync(at('exp/experiment.json'), '{}')
    expect(hashFolder(at('.'))).toBe(before)
    mkdirSync(at('data'))
    writeFileSync(at('data/manifest.json'), '{"name":"mine"}')
    expect(hashFolder(at('.'))).not.toBe(before)
  })

  test('says which of its files are new, changed and missing', () => {
    const at = makeProblem('changing')
    writeFileSync(at('old.json'), '[]')
    const then = hashesOf(at('.'))
    expect(changesSince(then, at('.'))).toBe('')
    writeFileSync(at('report.html'), 'x')
    writeFileSync(at('initial.ts'), 'export function f(): number { return 2 }')
    writeFileSync(at('README.md'), 'told, and judges nothing')
    rmSync(at('old.json'))
    expect(changesSince(then, at('.'))).toBe(' (new: report.html; changed: initial.ts; missing: old.json)')
    expect(changesSince(undefined, at('.'))).toBe('')
  })

  test('takes in nothing that a command writes', async () => {
    const at = makeProblem('closed')
    mkdirSync(at('first/archive'), { recursive: true })
    writeFileSync(at('first/manifest.json'), '{}')
    for (const place of ['report.html', 'deep/down/a.ternate']) expect(await said(() => mustStayOut(at(place)))).toContain('OUT_INSIDE')
    for (const place of ['runs/report.html', '.mine/a.csv', 'first/report.html'])
      expect(await said(() => mustStayOut(at(place)))).toBe('accepted')
    expect(await said(() => mustStayOut(join(root, 'report.html')))).toBe('accepted')
  })

  test('may import nothing that its hash leaves out', async () => {
    const at = makeProblem('importing', `import './runs/judge.ts'\n${DEFINITION}`)
    mkdirSync(at('runs'))
    writeFileSync(at('runs/judge.ts'), 'export {}')
    expect(await said(() => loadProblem(at('.')))).toMatch(/^PROBLEM_IMPORT .*which the problem's hash leaves out/)
  })

  test.each(['ts', 'js'])('works beside a package.json that says commonjs: problem.%s', async (ending) => {
    const at = makeProblem(`commonjs-${ending}`, DEFINITION)
    if (ending === 'js') {
      rmSync(at('problem.ts'))
      writeFileSync(at('problem.js'), DEFINITION)
    }
    writeFileSync(at('package.json'), '{"type":"commonjs"}')
    expect(await said(() => loadProblem(at('.')))).toBe('accepted')
  })

  test('may still be written in CommonJS', async () => {
    const at = makeProblem('required')
    rmSync(at('problem.ts'))
    writeFileSync(at('package.json'), '{"type":"commonjs"}')
    writeFileSync(at('problem.js'), "module.exports = { statement: 's', cases: { train: [{ input: 1 }] }, verify: () => 1 }\n")
    expect(await said(() => loadProblem(at('.')))).toBe('accepted')
  })
})
