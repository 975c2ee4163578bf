import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Evaluation } from '../../../engine/contracts/evaluation.ts'
import type { Files } from '../../../engine/contracts/program.ts'
import { createEvaluator } from '../../workers/evaluator.ts'
import type { RunnerEvaluator } from '../../../engine/evaluation/evaluator.ts'
import { makeProgram } from '../../../languages/index.ts'
import { smallProblem } from '../fixtures/problems.ts'
import { meter } from './meter.ts'

const { entry } = smallProblem()
let evaluator: RunnerEvaluator
let folder: string
let answer: unknown

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'link-'))
  const verify = (_: unknown, given: unknown): number => {
    answer = given
    return 1
  }
  evaluator = await createEvaluator(smallProblem({ train: [{ name: 'two', input: 2, weight: 1 }], limits: { fuel: 5_000_000 }, verify }))
})
afterAll(async () => {
  await evaluator.close()
  await rm(folder, { recursive: true })
})

async function evaluate(files: Files): Promise<Evaluation> {
  answer = undefined
  const made = makeProgram(files)
  if (!made.ok) throw new Error(made.reason)
  return evaluator.evaluate({ program: made.program, set: 'train' })
}

const refusal = (files: Files): string => {
  const metered = meter(files, entry)
  return metered.ok ? '' : metered.reason
}

/** A program of two files, the second one `other.js`. */
const pair = (main: string, other: string): Files => ({ 'program.js': main, 'other.js': other })

let folders = 0
/** What Node's own loader makes of the files. */
async function loaded(files: Files): Promise<unknown> {
  const own = join(folder, String(folders++))
  for (const [name, text] of Object.entries({ ...files, 'package.json': '{ "type": "module" }' })) {
    await mkdir(dirname(join(own, name)), { recursive: true })
    await writeFile(join(own, name), text)
  }
  const { solve } = (await import(/* @vite-ignore */ pathToFileURL(join(own, 'program.js')).href)) as { solve(x: number): unknown }
  return structuredClone(solve(2))
}

describe('files that import each other', () => {
  test.each<readonly [string, Files]>([
    [
      'names',
      pair(
        'import { a, b as c } from "./other.js"; export const solve = (x) => [a, c(x)]',
        'export const a = 1; export function b(x) { return x + a }',
      ),
    ],
    ['a default', pair('import f from "./other.js"; export const solve = (x) => f(x)', 'export default (x) => x * 3')],
    [
      'a default with a name',
      pair(
        'import f, { n } from "./other.js"; export const solve = (x) => [f(x), n]',
        'export const n = 7; export default function f(x) { return x * n }',
      ),
    ],
    [
      'a namespace',
      pair(
        'import * as o from "./other.js"; export const solve = (x) => [o.a, o.default, Object.keys(o), Object.getPrototypeOf(o), String(Object.prototype.toString.call(o)), Object.isFrozen({ ...o })]',
        'export const b = 2, a = 1; export default 5',
      ),
    ],
    [
      'a namespace that is written to',
      pair('import * as o from "./other.js"; export const solve = () => { try { o.a = 2 } catch { return o.a } }', 'export const a = 1'),
    ],
    [
      'what is passed on',
      {
        ...pair(
          'import { x, y, all } from "./other.js"; export const solve = () => [x, y, all.z]',
          'export { z as x, default as y } from "./deep/third.js"; export * as all from "./deep/third.js"',
        ),
        'deep/third.js': 'export const z = 4; export default 9',
      },
    ],
    [
      'what is imported and passed on',
      {
        ...pair('import { w } from "./other.js"; export const solve = () => w', 'import { z } from "./third.js"; export { z as w }'),
        'third.js': 'export const z = 4',
      },
    ],
    [
      'all',
      {
        ...pair(
          'import * as o from "./other.js"; export const solve = () => [Object.keys(o), o.z]',
          'export * from "./third.js"; export const z = 1',
        ),
        'third.js': 'export const z = 4, q = 2; export default 5',
      },
    ],
    ['the entry', pair('export { run as solve } from "./other.js"', 'export const run = (x) => x + 1')],
    ['all, the entry too', pair('export * from "./other.js"', 'const run = (x) => x + 1; export { run as solve }')],
    [
      'one meaning on two ways',
      {
        ...pair('import { z } from "./other.js"; export const solve = () => z', 'export * from "./third.js"; export * from "./fourth.js"'),
        'third.js': 'export { z } from "./fifth.js"',
        'fourth.js': 'export * from "./fifth.js"',
        'fifth.js': 'export const z = 8',
      },
    ],
    [
      'odd names',
      pair(
        'import { __proto__ as p, "a b" as q, constructor as c } from "./other.js"; import * as o from "./other.js"; export const solve = () => [p, q, c, o.__proto__, Object.keys(o)]',
        'const n = 3; export { n as __proto__, n as "a b" }; export const constructor = 4',
      ),
    ],
    [
      'effects, in order and once',
      {
        'program.js': 'import "./b.js"; import "./a.js"; import { log } from "./log.js"; export const solve = () => log',
        'a.js': 'import { log } from "./log.js"; import "./b.js"; log.push("a")',
        'b.js': 'import { log } from "./log.js"; log.push("b")',
        'log.js': 'export const log = []',
      },
    ],
    [
      'from folders',
      {
        'program.js': 'import { v } from "./one/two/a.js"; export const solve = () => v',
        'one/two/a.js': 'import { w } from "../../one/./b.js"; export const v = w + 1',
        'one/b.js': 'export const w = 1',
      },
    ],
    [
      'names that differ by file',
      pair(
        'import { get } from "./other.js"; const n = 1, hidden = 2, Math = 3; let i = 5; export const solve = () => [n, hidden, Math, i, get(), typeof other]',
        'const n = 10, hidden = 20; var i = 50; const other = 1; export const get = () => [n, hidden, i, Math.max(1, 2)]',
      ),
    ],
    [
      'names of functions',
      pair(
        'import { f, C } from "./other.js"; export const solve = () => [f.name, C.name, f.length]',
        'export function f(a, b) {} export class C {}',
      ),
    ],
    [
      'what is assigned before others run',
      pair(
        'import { n, list } from "./other.js"; export const solve = () => [n, list]',
        'export let n = 0; for (let i = 0; i < 4; i++) n += i; export let list; { list = [n] }',
      ),
    ],
    [
      'hidden names that are assigned',
      pair(
        'import { total, n, C } from "./other.js"; export const solve = () => [total([1, 2]), n, new C().v]',
        'export function total(list) { let total = 0; for (const n of list) total += n; return total } export let n = 4; const g = (n) => { n += 1; { let n = 1; n++ } for (let n = 0; n < 2; n++); try { throw 1 } catch (n) { n = 2 } switch (n) { case 1: let n; n = 3 } return n }; export class C { v = g(1) }',
      ),
    ],
    [
      'state that functions share',
      pair(
        'import { next, state } from "./other.js"; export const solve = () => [next(), next(), state.n]',
        'export const state = { n: 0 }; export const next = () => ++state.n',
      ),
    ],
    [
      'this',
      pair(
        'import { t } from "./other.js"; const own = this; export const solve = () => [t, own === undefined]',
        'export const t = this === undefined',
      ),
    ],
  ])('answer as with any loader: %s', async (_, files) => {
    const expected = await loaded(files)
    const evaluation = await evaluate(files)
    expect(evaluation).toMatchObject({ verdict: 'scored' })
    expect(answer).toEqual(expected)
  })

  const sequence = fc.array(
    fc.record({
      kind: fc.constantFrom('names', 'renamed', 'namespace', 'default', 'effect', 'passed', 'all'),
      target: fc.nat(),
      body: fc.constantFrom(
        'let n = 1; const same = () => n * 2',
        'var n = 3; function same() { return n + 1 }',
        'const n = 5, same = () => [n].length',
        'class same { static n = 2 } const n = same.n',
      ),
    }),
    { minLength: 2, maxLength: 7 },
  )

  test('answer as with any loader, whatever is joined', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(sequence, async (steps) => {
        const files: Record<string, string> = {}
        steps.forEach(({ kind, target, body }, k) => {
          const name = k === steps.length - 1 ? 'program.js' : `${k % 2 ? 'deep/' : ''}f${k}.js`
          const up = name.startsWith('deep/') ? '../' : './'
          const to = target % Math.max(1, k)
          const from = `"${up}${to % 2 ? 'deep/' : ''}f${to}.js"`
          const uses: Record<string, readonly [string, string]> = {
            names: [`import { v${to} } from ${from}`, `v${to}`],
            renamed: [`import { v${to} as n${k}, default as d${k} } from ${from}`, `n${k}, d${k}`],
            namespace: [
              `import * as s${k} from ${from}`,
              `Object.entries(s${k}).map(([key, value]) => [key, typeof value === 'object' ? value : typeof value])`,
            ],
            default: [`import d from ${from}`, 'd'],
            effect: [`import ${from}`, ''],
            passed: [`import { v${to} } from ${from}; export { v${to}, default as e${k} } from ${from}`, `v${to}`],
            all: [`export * from ${from}; import * as t from ${from}`, `Object.keys(t)`],
          }
          const [head, use] = k === 0 ? ['', '1'] : (uses[kind] ?? ['', ''])
          const solve = k === steps.length - 1 ? `export const solve = (x) => [x, v${k}, n, typeof same]` : ''
          files[name] =
            `${head}\n${body}\nexport const v${k} = [${k}, typeof same === 'function', ${use}]\nexport default ${k} + n\n${solve}`
        })
        const expected = await loaded(files)
        const evaluation = await evaluate(files)
        expect(evaluation).toMatchObject({ verdict: 'scored' })
        expect(answer).toEqual(expected)
        const shuffled = Object.fromEntries(Object.entries(files).toReversed())
        expect(meter(shuffled, entry)).toEqual(meter(files, entry))
        expect(await evaluate(shuffled)).toEqual(evaluation)
      }),
      { numRuns: 60, seed: 1 },
    )
  })

  test('are TypeScript too, types from other files included', async () => {
    const evaluation = await evaluate({
      'main.ts':
        'import type { Item } from "./types.ts"\nimport { type Other, weigh } from "./weigh.ts"\nexport function solve(x: Item & Other): number { return weigh(x) }',
      'types.ts': 'export type Item = number\nexport interface Other { a: 1 }',
      'weigh.ts':
        'import type { Item } from "./types.ts"\nexport type { Other } from "./types.ts"\nexport const weigh = (x: Item): number => x + 1',
    })
    expect(evaluation).toMatchObject({ verdict: 'scored' })
    expect(answer).toBe(3)
  })

  test('begin anew for each case', async () => {
    const files = pair('import { next } from "./other.js"; export const solve = () => next()', 'let n = 0; export const next = () => ++n')
    await evaluate(files)
    expect(answer).toBe(1)
    await evaluate(files)
    expect(answer).toBe(1)
  })

  test('are charged for what each of them does', async () => {
    const work = 'let s = 0; for (let i = 0; i < 10000; i++) s += i;'
    const use = 'import { s } from "./other.js"; export const solve = () => s'
    const heavy = await evaluate(pair(use, `${work} export { s }`))
    const light = await evaluate(pair(use, 'export const s = 1'))
    expect(heavy.fuel - light.fuel).toBeGreaterThanOrEqual(10_000)
    expect(await evaluate(pair('export const solve = () => 1', 'for (;;);'))).toMatchObject({ verdict: 'scored' })
    expect(await evaluate(pair('import "./other.js"; export const solve = () => 1', 'for (;;);'))).toMatchObject({ verdict: 'fuel' })
    const names = Array.from({ length: 4000 }, (_, k) => `export const v${k} = 1`).join('\n')
    const whole = await evaluate(pair('import * as o from "./other.js"; export const solve = () => o.v1', names))
    const one = await evaluate(pair('import { v1 } from "./other.js"; export const solve = () => v1', names))
    expect(whole.fuel - one.fuel).toBeGreaterThan(1000)
  })

  test('count no loop by a bound that another file moves', async () => {
    const files = pair(
      'import { bound, grow } from "./other.js"; export const solve = () => { let s = 0; for (let i = 0; i < bound.n; i++) { s++; if (s < 50) grow() } return s }',
      'export const bound = { n: 1 }; export const grow = () => bound.n++',
    )
    const evaluation = await evaluate(files)
    expect(answer).toBe(50)
    expect(evaluation.fuel).toBeGreaterThan(100)
  })
})

describe('what is refused', () => {
  const solve = 'export const solve = () => a'
  test.each<readonly [string, Files, string]>([
    ['a bare name', pair(`import a from "fs"; ${solve}`, ''), 'imports from outside'],
    ['a built-in', pair(`import a from "node:fs"; ${solve}`, ''), 'imports from outside'],
    ['a URL', pair(`import a from "https://example.org/other.js"; ${solve}`, ''), 'imports from outside'],
    ['a data URL', pair(`import a from "data:text/javascript,1"; ${solve}`, ''), 'imports from outside'],
    ['an absolute path', pair(`import a from "/other.js"; ${solve}`, 'export default 1'), 'imports from outside'],
    ['a name without a dot', pair(`import a from "other.js"; ${solve}`, 'export default 1'), 'imports from outside'],
    ['a missing file', pair(`import a from "./third.js"; ${solve}`, ''), 'a file that the program does not have'],
    ['a name without its ending', pair(`import a from "./other"; ${solve}`, 'export default 1'), 'a file that the program does not have'],
    [
      'a path out of the program',
      pair(`import a from "../other.js"; ${solve}`, 'export default 1'),
      'a file that the program does not have',
    ],
    ['a query', pair(`import a from "./other.js?1"; ${solve}`, 'export default 1'), 'a file that the program does not have'],
    ['a prototype', pair(`import a from "./__proto__"; ${solve}`, ''), 'a file that the program does not have'],
    ['a missing name', pair(`import { a } from "./other.js"; ${solve}`, 'export const b = 1'), 'imports a, which other.js does not export'],
    ['a missing default', pair(`import a from "./other.js"; ${solve}`, 'export const b = 1'), 'imports default, which'],
    ['a name of the prototype', pair(`import { toString as a } from "./other.js"; ${solve}`, ''), 'imports toString, which'],
    ['a name that is no word', pair(`import { "ignore the above" as a } from "./other.js"; ${solve}`, ''), 'imports a name, which'],
    [
      'a name with two meanings',
      {
        ...pair(`import { a } from "./other.js"; ${solve}`, 'export * from "./third.js"; export * from "./fourth.js"'),
        'third.js': 'export const a = 1',
        'fourth.js': 'export const a = 2',
      },
      'imports a, which',
    ],
    ['itself', { 'program.js': `import { solve as a } from "./program.js"; ${solve}` }, 'round in a circle'],
    [
      'a circle',
      pair(`import { a } from "./other.js"; ${solve}`, 'import "./program.js"; export const a = 1'),
      'round in a circle: program.js imports other.js',
    ],
    [
      'a circle beside the program',
      { ...pair('export const solve = () => 1', 'import "./third.js"'), 'third.js': 'import "./other.js"' },
      'round in a circle',
    ],
    [
      'a name imported twice',
      pair(`import { a } from "./other.js"; import { b as a } from "./other.js"; ${solve}`, 'export const a = 1, b = 2'),
      'imported twice',
    ],
    ['attributes', pair(`import a from "./other.js" with { type: "json" }; ${solve}`, 'export default 1'), 'attributes'],
    [
      'an export that changes',
      pair(`import { n as a, next } from "./other.js"; ${solve}`, 'export let n = 0; export const next = () => ++n'),
      'n of other.js is imported elsewhere and assigned to',
    ],
    [
      'an export that a field changes',
      pair(`import { n as a } from "./other.js"; ${solve}`, 'export let n = 0; export class C { v = (n = 2) }'),
      'assigned to',
    ],
    [
      'an export that a default changes',
      pair(`import { n as a } from "./other.js"; ${solve}`, 'export let n = 0; export const f = (x = [n] = [1]) => { var n = 1 }'),
      'assigned to',
    ],
    [
      'an export that a loop changes',
      pair(`import { n as a } from "./other.js"; ${solve}`, 'export let n = 0; export const f = () => { for (n of [1]); }'),
      'assigned to',
    ],
    [
      'an export that changes, seen as a whole',
      pair(
        'import * as o from "./other.js"; export const solve = () => o.n',
        'let n = 0; export { n as m }; export const f = () => { ({ a: n } = { a: 1 }) }',
      ),
      'assigned to',
    ],
    ['await beside the program', pair('export const solve = () => 1', 'await 1'), 'other.js: await'],
    ['no entry', pair('export const other = 1', ''), 'no file exports solve'],
    ['two entries', { 'a.js': 'export const solve = () => 1', 'b.js': 'export const solve = () => 2' }, '2 files export solve'],
    ['no file', {}, 'no file exports solve'],
    ['no module', { program: 'export const solve = () => 1', 'a.json': '{}' }, 'no file exports solve'],
    [
      'data that does not parse',
      { 'program.js': `import a from './a.json'; ${solve}`, 'a.json': '{,}' },
      'a.json does not parse at line 1:2',
    ],
    [
      'data that it has not',
      { 'program.js': `import a from './b.json'; ${solve}`, 'a.json': '{}' },
      'imports a file that the program does not have',
    ],
    [
      'a name of data',
      { 'program.js': `import { a } from './a.json'; ${solve}`, 'a.json': '{"a":1}' },
      'imports a, which a.json does not export',
    ],
    ...[
      '/program.js',
      '../program.js',
      './program.js',
      'a/../program.js',
      'a//program.js',
      'a\\program.js',
      '.program.js',
      'C:/program.js',
      `${'a'.repeat(200)}.js`,
      'a\n.js',
      'a/.b/c.js',
    ].map(
      (name) => [`a file called ${JSON.stringify(name).slice(0, 30)}`, { [name]: 'export const solve = () => 1' }, 'plain path'] as const,
    ),
    [
      'one file under two names',
      { 'program.js': 'export const solve = () => 1', './program.js': 'export const solve = () => 2' },
      'plain path',
    ],
  ])('%s', (_, files, reason) => expect(refusal(files)).toContain(reason))

  test('a file whose name is that of the prototype', () => {
    const files = JSON.parse('{ "program.js": "export const solve = () => 1", "__proto__": "1" }') as Files
    expect(refusal(files)).toContain('plain path')
  })

  test('data is what it is as JSON and as text, in its canonical form, whatever stands beside it', async () => {
    const files = {
      'program.js': `import data from './data.json'
import { default as words } from './notes/words.md'
export const solve = () => [JSON.stringify(data), Object.keys(data), words]`,
      'data.json': String.raw`{ "b": [1.50, -0, 1e2, "\u2028\"x\":"], "__proto__": {"a": null} }`,
      'notes/words.md': 'one  \r\ntwo\n',
      'unused.json': '[[[]]]',
    }
    expect(await evaluate(files)).toMatchObject({ verdict: 'scored' })
    expect(answer).toEqual([
      JSON.stringify(JSON.parse('{"__proto__":{"a":null},"b":[1.5,0,100,"\\u2028\\"x\\":"]}')),
      ['__proto__', 'b'],
      'one\ntwo',
    ])
  })

  test('what clashes in a file, or is assigned where it is imported, is an error', async () => {
    const clash = await evaluate(pair('import { a } from "./other.js"; const a = 1; export const solve = () => a', 'export const a = 1'))
    expect(clash.verdict).toBe('error')
    const assigned = await evaluate(pair('import { a } from "./other.js"; export const solve = () => (a = 2)', 'export let a = 1'))
    expect(assigned).toMatchObject({ verdict: 'error', cases: [{ reason: expect.stringContaining('TypeError') as string }] })
  })

  test('the entry is that of program.js where several files export one', async () => {
    expect(await evaluate({ 'a.js': 'export const solve = () => 1', 'program.js': 'export const solve = () => 2' })).toMatchObject({
      verdict: 'scored',
    })
    expect(answer).toBe(2)
  })
})

describe('a thousand files', () => {
  const chain = (length: number): Files =>
    Object.fromEntries(
      Array.from({ length }, (_, k) => [
        k === 0 ? 'program.js' : `f${k}.js`,
        `${k === length - 1 ? 'const next = 0' : `import { v as next } from "./f${k + 1}.js"`}\nexport const v = next + 1\n${k === 0 ? 'export const solve = () => v' : ''}`,
      ]),
    )

  test('in a chain run, and more are refused', { timeout: 30_000 }, async () => {
    expect(await evaluate(chain(1000))).toMatchObject({ verdict: 'scored' })
    expect(answer).toBe(1000)
    expect(refusal(chain(1001))).toBe('more than 1000 files')
  })

  test('that pass on what they are passed are bounded', { timeout: 30_000 }, () => {
    const names = Array.from({ length: 2000 }, (_, k) => `export const v${k} = 1`).join('\n')
    const stars = Object.fromEntries(
      Array.from({ length: 990 }, (_, k) => [`f${k}.js`, k === 0 ? names : `export * from "./f${k - 1}.js"`]),
    )
    const begun = process.cpuUsage()
    expect(refusal({ ...stars, 'program.js': 'import * as o from "./f989.js"; export const solve = () => o.v0' })).toBe(
      'too many exported names',
    )
    const everything = Array.from({ length: 9000 }, (_, k) => `v${k}`)
    const many = {
      'a.js': everything.map((name) => `export let ${name} = 1`).join('\n'),
      'program.js': `import { ${everything.join(', ')} } from "./a.js"; export const solve = () => 1`,
    }
    expect(refusal(many)).toBe('')
    expect(process.cpuUsage(begun).user).toBeLessThan(5_000_000)
  })
})
