import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hoarding, hoards, probes, ways } from '../fixtures/hoards.ts'
import { endsIn, type Outcome } from '../fixtures/sandboxed.ts'
import type { Ended } from './driver-realm.ts'

const MEMORY = 8
const ROOM = MEMORY * 2 ** 20
/** The least that is counted. */
const LARGE = ROOM / 128

const endsOf = (realm: 'fresh' | 'frozen', sources: readonly string[]): Promise<readonly Outcome[]> =>
  endsIn({ memory: MEMORY, realm }, sources, 1e9, [1, 2])

const reason = `made more than ${MEMORY} MiB of large buffers faster than it worked`

describe('the memory of large buffers', () => {
  test('is counted however they are made, alike in any realm, in any order and after anything', { timeout: 120_000 }, async () => {
    // every way is in tests/long
    const sources = [...ways.filter((_, k) => k % 4 === 0).map((way) => hoarding(way, 2 ** 20)), ...hoards]
    const first = await endsOf('frozen', sources)
    for (const [k, ends] of first.entries()) {
      expect(ends, sources[k]).toEqual([{ kind: 'memory', fuel: expect.any(Number) as number, reason }])
    }
    expect(await endsOf('fresh', sources.toReversed())).toEqual(first.toReversed())
  })

  test('is not told: a probe has one answer, whatever ran before', { timeout: 120_000 }, async () => {
    const ends = await endsOf(
      'frozen',
      probes.flatMap((probe) => ['export const solve = () => new Float64Array(2e5).fill(1)[5]', probe, probe]),
    )
    const alone = await endsOf('frozen', probes.toReversed())
    for (const [k, first] of alone.toReversed().entries()) {
      expect(first).toEqual([{ kind: 'memory', fuel: expect.any(Number) as number, reason }])
      expect([ends[3 * k + 1], ends[3 * k + 2]]).toEqual([first, first])
    }
  })

  test('is what was made, less two bytes for a unit of fuel; every case begins anew', { timeout: 120_000 }, async () => {
    const size = fc.oneof(fc.integer({ min: 1, max: LARGE - 1 }), fc.integer({ min: LARGE, max: ROOM / 2 }))
    const lists = fc.sample(fc.array(size, { maxLength: 12 }), { numRuns: 120, seed: 5 })
    const ends = await endsOf(
      'frozen',
      lists.map((list) => `export const solve = () => { for (const n of ${JSON.stringify(list)}) new ArrayBuffer(n); return 1 }`),
    )
    const seen = new Set<string>()
    for (const [k, list] of lists.entries()) {
      const [one, two] = ends[k] as readonly Ended[]
      const made = list.reduce((sum, n) => sum + (n >= LARGE ? n : 0), 0)
      const { kind = '', fuel = 0 } = one ?? {}
      seen.add(kind)
      if (made <= ROOM) expect(kind).toBe('answer')
      if (made > ROOM + 2 * fuel + ROOM) expect(kind).toBe('memory')
      if (kind === 'answer') expect(two).toEqual(one)
    }
    expect(seen).toEqual(new Set(['answer', 'memory']))
  })

  test('lets a program go on that works on what it makes', { timeout: 60_000 }, async () => {
    const honest = [
      'export const solve = () => { let s = 0; for (let k = 0; k < 400; k++) { const a = new Uint8Array(2 ** 17); for (let i = 0; i < a.length; i++) a[i] = i; s += a[k] } return s }',
      'export const solve = () => { let s = 0, a = new Float64Array(500); for (let k = 0; k < 20000; k++) { a = a.slice(); a[k % 500] += k; s += a[0] } return s }',
    ]
    for (const ends of await endsOf('frozen', honest))
      expect((ends as readonly Ended[]).map(({ kind }) => kind)).toEqual(['answer', 'answer'])
  })
})

describe('constructors that count', () => {
  test('are seen as those of the language', { timeout: 60_000 }, async () => {
    const source = `export const solve = () => {
      const out = []
      for (const T of [ArrayBuffer, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]) {
        const one = new T(8)
        const C = class extends T {}
        const own = new C(16)
        const threw = (f) => { try { f(); return 'nothing' } catch (e) { return e instanceof TypeError || e instanceof RangeError } }
        out.push([T.name, T.length, one.constructor === T, one instanceof T, Object.getPrototypeOf(one) === T.prototype, T.prototype.constructor === T,
          own instanceof T && own instanceof C, own.constructor === C, own.slice(1) instanceof C, one.slice(1) instanceof T, T[Symbol.species] === T,
          Object.prototype.toString.call(one), threw(() => T(1)), threw(() => new T(-1)), threw(() => new T(Symbol())), new T().byteLength, new T('8').byteLength === one.byteLength,
          Reflect.ownKeys(T).map(String).filter((name) => name !== 'arguments' && name !== 'caller').sort().join(), T.BYTES_PER_ELEMENT])
      }
      const b = new ArrayBuffer(8, { maxByteLength: 16 })
      const view = new Uint8Array(b, 2)
      b.resize(12)
      out.push(view.length, ArrayBuffer.isView(view), b.transfer(4).byteLength, b.detached, new Float32Array(new Float64Array([1.5, 2])).join(), Uint8Array.of(1, 2, 3).subarray(1).join(), Int16Array.from('123', Number).join(), new Uint8Array([1, 2].values()).join(), new Uint8Array(new ArrayBuffer(8), 4, 2).byteOffset)
      return out
    }`
    const [ends] = await endsOf('frozen', [source])
    const [end] = ends as readonly Ended[]
    const plain: unknown = structuredClone(runInNewContext(`${source.replace('export ', '')}; solve()`))
    expect(end?.kind === 'answer' && end.answer).toEqual(plain)
  })
})
