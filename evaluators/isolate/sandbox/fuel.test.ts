import { spawnSync } from 'node:child_process'
import process from 'node:process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Files } from '../../../engine/contracts/program.ts'
import { compilers } from '../fixtures/compilers.ts'
import { programs as grammar } from '../fixtures/grammar.ts'
import { smallProblem } from '../fixtures/problems.ts'
import { replay } from '../fixtures/replay.ts'
import { meter } from '../metering/meter.ts'
import type { Ended } from './driver-realm.ts'
import type { Reply, Request } from './protocol.ts'

const { entry } = smallProblem()
const LIMIT = 300_000

/** A switch without what it is set to. */
const plainOf = (flag: string): string => flag.replace(/^--(no-)?/, '').replace(/=.*/, '')

/** Programs that end in every way: answers, failures, exhausted fuel, exhausted depth. */
const sources: readonly string[] = [
  ...fc.sample(grammar, { numRuns: 24, seed: 7 }),
  'export const solve = (x) => { let s = 0; for (let i = 0; i < 20000; i++) s = (s * 31 + i) % 1009; return s }',
  'export const solve = (x) => { const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); return f(17) }',
  'export const solve = (x) => { for (;;) { try { for (;;); } catch { } finally { continue } } }',
  'export const solve = (x) => { const f = (n) => f(n + 1) + n; try { return f(0) } catch { return 1 } }',
  'export const solve = (x) => { let o = {}; for (let i = 0; i < 100000; i++) o = { o }; return JSON.stringify(o) }',
  'export const solve = (x) => { const a = Array.from({ length: 3000 }, (_, k) => (k * 7919) % 3001); return a.sort((p, q) => p - q).slice(0, 5) }',
  'export const solve = (x) => { const m = new Map(); for (let i = 0; i < 4000; i++) m.set(i % 97, [...(m.get(i % 97) ?? []).slice(-5), i]); return [...m.values()].flat().length }',
  'export const solve = (x) => [Math.random(), Date.now(), new Date().getTime(), String(new Date(5)), typeof performance, new Error("m").stack, solve.toString()]',
  'export const solve = (x) => { class N { v = Math.random(); next = null } let h = null; for (let i = 0; i < 500; i++) { const n = new N(); n.next = h; h = n } let s = 0; for (; h; h = h.next) s += h.v; return s }',
  'export const solve = (x) => { throw new RangeError("x") }',
  // worded by the machine, at a place that every compiler has to agree on
  'export const solve = (x) => { let s = 0; const at = (o, k) => o[k].v; for (let i = 0; i < 3000; i++) s += at(i < 2900 ? [{ v: 1 }] : {}, 0); return s }',
  'export const solve = (x) => { const f = (g, i) => g(i) + 1; let s = 0; for (let i = 0; i < 3000; i++) s += f(i < 2900 ? (v) => v : i, i); return s }',
  'export const solve = (x) => { const of = (v) => Math.max(...v); let s = 0; for (let i = 0; i < 3000; i++) s += of(i < 2900 ? [i] : undefined); return s }',
  'export const solve = (x) => { const said = []; for (const f of [() => null.x, () => y, () => x.z(), () => { const { a } = null }, () => [...x], () => new x(), () => x.a.b, () => [].reduce((a) => a), () => ({})[x](), () => { const c = 1; c = 2 }]) { try { f() } catch (e) { said.push(e.message) } } throw new Error(said.join(", ")) }',
  'export const solve = (x) => { const sort = (a) => a.sort((p, q) => { if (p.v > 900) throw new Error("v"); return p.v - q.v }); let s = 0; for (let i = 0; i < 300; i++) s += sort(Array.from({ length: 9 }, (_, k) => ({ v: k * i }))).length; return s }',
]

/** The same of several files. */
const joined: readonly Files[] = [
  {
    'program.js':
      'import { fold, N as size } from "./parts/fold.js"; import * as all from "./parts/fold.js"; export const solve = (x) => { let s = x; for (let i = 0; i < size; i++) s = all.fold(s, fold(i, 1)); return [s, Object.keys(all)] }',
    'parts/fold.js':
      'import { table } from "../table.js"; export const N = table.length; export const fold = (a, b) => (a * 31 + b + table[a % N]) % 1009',
    'table.js': 'export const table = []; for (let i = 0; i < 3000; i++) table.push((i * 7919) % 3001)',
  },
  {
    'program.js': 'import { f } from "./f.js"; export const solve = (x) => f(x)',
    'f.js': 'export const f = (n) => { try { return f(n + 1) } finally { for (;;); } }',
  },
  {
    'program.js': 'import { D } from "./d.js"; export const solve = (x) => new D(x).v',
    'd.js': 'import C from "./c.js"; export class D extends C { v = this.w() }',
    'c.js': 'const deep = (n) => deep(n + 1); export default class { w() { return deep(0) } }',
  },
]

const scripts = [...sources.map((source): Files => ({ 'program.js': source })), ...joined].map((files) => {
  const metered = meter(files, entry)
  if (!metered.ok) throw new Error(`${metered.reason}: ${Object.values(files).join('')}`)
  return metered.script
})

const setup = (realm: 'fresh' | 'frozen'): Request => ({ kind: 'setup', entry, driver: undefined, memory: 256, answer: 2 ** 20, realm })
const load: Request = { kind: 'load', set: 'train', inputs: [2, 3] }
const run = (k: number, fuel = LIMIT): Request => ({
  kind: 'run',
  runs: [{ script: scripts[k] ?? '', set: 'train', turns: [0, 1].map((input) => ({ input, fuel, draws: [1, 2, 3, 4, 5, 6, 7, input] })) }],
  seconds: 60,
})
const all = scripts.map((_, k) => run(k))

const endsOf = (replies: readonly Reply[]): readonly (readonly Ended[])[] =>
  replies.flatMap((reply) => (reply.kind === 'ended' ? reply.runs : []))
const plain = replay([], [setup('frozen'), load, ...all]).then(endsOf)

describe('fuel, verdicts and answers', () => {
  test('are what the programs are about', async () => {
    const kinds = (await plain).map((ends) => ends.at(-1)?.kind)
    expect(kinds).toHaveLength(scripts.length)
    expect(new Set(kinds)).toEqual(new Set(['answer', 'fuel', 'error']))
    for (const end of (await plain).flat()) expect(Number.isSafeInteger(end.fuel) && end.fuel >= 0 && end.fuel <= LIMIT).toBe(true)
  })

  test('are compared under switches that V8 does not have set already', () => {
    const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
    const defaults = new Set([...stdout.matchAll(/default: (\S+)/g)].map(([, value]) => value))
    for (const flag of compilers.flat()) {
      expect(defaults).not.toContain(flag)
      expect([...defaults].some((value) => plainOf(value ?? '') === plainOf(flag))).toBe(true)
    }
  })

  // every tier of the compiler
  test.each(compilers.slice(1, 7))('are the same with %s', { timeout: 60_000 }, async (...flags) => {
    expect(endsOf(await replay(flags, [setup('frozen'), load, ...all]))).toEqual(await plain)
  })

  test('are the same in a realm of their own, in any order and after anything', { timeout: 60_000 }, async () => {
    expect(endsOf(await replay([], [setup('fresh'), load, ...all]))).toEqual(await plain)
    const twice = endsOf(await replay([], [setup('frozen'), load, ...all.toReversed(), ...all]))
    expect(twice.slice(all.length)).toEqual(await plain)
    expect(twice.slice(0, all.length).toReversed()).toEqual(await plain)
  })

  test('are the same however little fuel is handed out at once', { timeout: 60_000 }, async () => {
    const frugal = (text: string): string => text.replace(')(), 4000, 1073741824)', ')(), 4000, 777)')
    expect(endsOf(await replay([], [setup('frozen'), load, ...all], frugal))).toEqual(await plain)
  })

  test('turn at the limit: one unit less than what is burned is too little', { timeout: 60_000 }, async () => {
    const burned = (await plain).map((ends) => ends[0]).flatMap((end, k) => (end?.kind === 'answer' ? [{ k, end }] : []))
    const replies = endsOf(
      await replay(
        ['--no-opt'],
        [setup('frozen'), load, ...burned.flatMap(({ k, end }) => [run(k, end.fuel - 1), run(k, end.fuel), run(k, end.fuel + 1)])],
      ),
    )
    for (const [at, { end }] of burned.entries()) {
      const [less, equal, more] = replies.slice(3 * at).map((ends) => ends[0])
      expect(less).toEqual({ kind: 'fuel', fuel: end.fuel - 1, reason: 'out of fuel' })
      expect(equal).toEqual(end)
      expect(more).toEqual(end)
    }
  })
})
