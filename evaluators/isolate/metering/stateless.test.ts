import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from '../../../languages/javascript/parse.ts'
import { smallProblem } from '../fixtures/problems.ts'
import { replay } from '../fixtures/replay.ts'
import { endsIn } from '../fixtures/sandboxed.ts'
import type { Reply, Request } from '../sandbox/protocol.ts'
import { meter } from './meter.ts'
import { isStateless } from './stateless.ts'

const isHeld = (source: string): boolean => {
  const parsed = parse(source, 'program.js')
  if (!parsed.ok) throw new Error(parsed.reason)
  return isStateless(parsed.tree)
}

test.each([
  'export function solve(x) { return x + 1 }',
  'const LEAST = -3, NAME = "a"; let unset; export const solve = (x) => half(x) + LEAST; function half(x) { return x / 2 }',
  'function solve(x) { const seen = {}; seen[x] = 1; return /a/g.test(NAME) ? 1 : 2 } const NAME = "b"; export { solve }',
  'export const solve = function (x) { return x > 0 ? solve(x - 1) : { solve: 1 }.solve }',
])('a program of functions and primitive values keeps nothing: %s', (source) => {
  expect(isHeld(source)).toBe(true)
})

/** Each answers the number of its cases so far where it is not made anew. */
const COUNTING = [
  'let n = 0; export function solve() { n += 1; return n }',
  'var n = 0; export function solve() { return ++n }',
  'let n = 0; export function solve() { [n] = [n + 1]; return n }',
  'let n = 0; export function solve() { for (n of [n + 1]) return n }',
  'const s = { n: 0 }; export function solve() { return ++s.n }',
  'const s = []; export function solve() { return s.push(1) }',
  'const r = /a/g; export function solve() { r.test("aaaaaa"); return r.lastIndex }',
  'export function solve() { solve.n = (solve.n ?? 0) + 1; return solve.n }',
  'export function solve() { const f = solve; f.n = (f.n ?? 0) + 1; return f.n }',
  'const f = () => 1; export function solve() { const own = { f }; own.f.n = (own.f.n ?? 0) + 1; return own.f.n }',
  'function F() {} export function solve() { const p = Object.getPrototypeOf(new F()); p.n = (p.n ?? 0) + 1; return p.n }',
  'function* g() {} export function solve() { const p = Object.getPrototypeOf(g()); p.n = (p.n ?? 0) + 1; return p.n }',
  'const f = function own() { own.n = (own.n ?? 0) + 1; return own.n }; export function solve() { return f() }',
  'export const solve = () => { arguments.n = (arguments.n ?? 0) + 1; return arguments.n }',
  'export const solve = () => { const [...a] = [arguments]; a[0].n = (a[0].n ?? 0) + 1; return a[0].n }',
  'class C { static n = 0 } export function solve() { return ++C.n }',
  'const s = new Map(); export function solve() { s.set("n", (s.get("n") ?? 0) + 1); return s.get("n") }',
  'const next = (() => { let n = 0; return () => ++n })(); export function solve() { return next() }',
  'function f(g = f) { g.n = (g.n ?? 0) + 1; return g.n } export function solve() { return f() }',
]

test.each(COUNTING)('a program that can count its cases does not: %s', (source) => {
  expect(isHeld(source)).toBe(false)
})

test('no case sees the one before, in one request or in the next', async () => {
  const twice = COUNTING.flatMap((source) => [source, source])
  for (const cases of await endsIn({}, twice, 1e6, [1, 2, 3])) expect(cases).toMatchObject([{ answer: 1 }, { answer: 1 }, { answer: 1 }])
}, 60_000)

/** Runs programs by turns on one case after the other, so that each comes back to what was kept of it; what each came to. */
async function stepwise(sources: readonly string[], inputs: readonly unknown[]): Promise<readonly unknown[][]> {
  const { entry } = smallProblem()
  const scripts = sources.map((source) => {
    const made = meter({ 'program.js': source }, entry)
    if (!made.ok) throw new Error(made.reason)
    return made.script
  })
  const runs = inputs.flatMap((_, input) =>
    scripts.map((script): Request => {
      const turns = [{ input, fuel: 1e6, draws: [1, 2, 3, 4, 5, 6, 7, input] }]
      return { kind: 'run', runs: [{ script, set: 'train', turns }], seconds: 60 }
    }),
  )
  const setup: Request = { kind: 'setup', entry, driver: undefined, memory: 64, answer: 2 ** 20, realm: 'frozen' }
  const replies = (await replay([], [setup, { kind: 'load', set: 'train', inputs }, ...runs])).filter(({ kind }) => kind !== 'progress')
  const ended = (reply: Reply | undefined): unknown => (reply?.kind === 'ended' ? reply.runs[0]?.[0] : reply)
  return scripts.map((_, k) => inputs.map((_input, at) => ended(replies[2 + at * scripts.length + k])))
}

test('what is kept of a program between requests is its code alone', async () => {
  const inputs = [1, 2, 3, 4]
  const sources = [...COUNTING, 'export function solve(x) { return x * Math.random() }']
  const [apart, once] = await Promise.all([stepwise(sources, inputs), endsIn({}, sources, 1e6, inputs)])
  expect(apart).toEqual(once)
}, 60_000)

const leaf = fc.constantFrom(
  'x',
  'HALF',
  '2',
  'x * HALF',
  'Math.random()',
  'deep(x)',
  'list(x)[1]',
  '[1, 2].map((v) => v * x)[1]',
  'maybe(x)',
)
const formula = fc.tuple(leaf, fc.constantFrom('+', '*', '-'), leaf).map(([a, sign, b]) => `(${a} ${sign} ${b})`)
const TOOLS = `const HALF = 0.5
function deep(x) { return x > 0 ? deep(x - 1) + 1 : 0 }
function list(x) { const made = []; for (let k = 0; k < 3; k++) made.push(k * x); return made }
function maybe(x) { try { if (x > 2) throw new RangeError('far') } catch { return -1 } return x > 1 ? undefined.x : 1 }`

test('a program that is made once ends as one that is made for each case, to the unit of fuel', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(formula, { minLength: 8, maxLength: 8 }), async (formulas) => {
      const once = formulas.map((text) => `${TOOLS}\nexport function solve(x) { return ${text} }`)
      // an empty list at the top level is all that keeps it from being stateless, and costs nothing
      const anew = once.map((source) => `const held = []\n${source}`)
      expect(once.every(isHeld)).toBe(true)
      expect(anew.some(isHeld)).toBe(false)
      const again = once.flatMap((source) => [source, source])
      const inputs = [0, 1, 2, 3]
      const [first, second, apart] = await Promise.all([
        endsIn({}, again, 1e6, inputs),
        endsIn({}, anew, 1e6, inputs),
        endsIn({ realm: 'fresh' }, once, 1e6, inputs),
      ])
      const bare = (ends: unknown): unknown =>
        JSON.parse(JSON.stringify(ends, (key, value: unknown) => (key === 'place' ? undefined : value)))
      for (const k of formulas.keys()) {
        expect(first[2 * k + 1]).toEqual(first[2 * k])
        expect(bare(second[k])).toEqual(bare(first[2 * k]))
        expect(apart[k]).toEqual(first[2 * k])
      }
    }),
    { numRuns: 4 },
  )
}, 120_000)
