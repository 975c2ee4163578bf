import { stripTypeScriptTypes } from 'node:module'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { parseModule } from 'meriyah'
import { describe, expect, test } from 'vitest'
import { erasePlainTypes } from './plain-types.ts'
import { stripTypes } from './strip.ts'

/** The text without its types, as a module of JavaScript; undefined where it is not plain. */
function plain(text: string): string | undefined {
  const script = erasePlainTypes(text)
  try {
    if (script !== undefined) parseModule(script, { next: true })
    return script
  } catch {
    return undefined
  }
}

function strip(text: string): string {
  stripTypes('')
  try {
    return stripTypeScriptTypes(text)
  } catch {
    return 'refused'
  }
}

/** Statements at the borders of what is plain. */
const ODD =
  `let x = 1; let x = 2 @@ function f(a: number) { let a } @@ x = 010 @@ var let = 1 @@ a?.b = 1 @@ 1 = 2 @@ a\n++b @@ <!-- a @@ a\n--> b
  @@ let y: number = 1 @@ let y: number @@ let a: b\n[c] @@ let a: b\n[] @@ let a: b[\n] = 1 @@ let a: function @@ let a: undefined = 1 @@ let a\n: b = 1
  @@ for (const a: number of b) {} @@ for (var i: number = 0; i < 3; i++) {} @@ a < b\n> (c) @@ f(a < b, c > (d)) @@ a < b ? c : d > (e)
  @@ if (a < b) c > (d) @@ a<b>>(c) @@ a<-b>(c) @@ a < b - c > (d) @@ new a<b>(c) @@ x ? (a) : b @@ x ? (a) : b => c @@ let a = b\n(c)
  @@ switch (a) { case b < c: d > (e) } @@ function f(a?: number) {} @@ function f(a: number = 1) {} @@ function f(...a: number[]) {}
  @@ function f(a: // x\n number) {} @@ function f(x: a.b) {} @@ function f(x: a<b>) {} @@ function f(): number[][] {} @@ function f(): void {}
  @@ function f(a: string | null) {} @@ function f(this: a) {} @@ a! @@ a! + b @@ let a: number, b: number = 1 @@ x.type = 1 @@ x.as\n(y) @@ a = b as\nc
  @@ type\nA = 1 @@ declare\nlet a @@ o = { f(a: number) {} } @@ let [a]: number[] = b @@ a = /x</\n> (1) @@ a = b / c / d @@ i++ / 2 < 3 @@ a++\n/b>/c
  @@ try {} catch (e: any) {} @@ return /a/ @@ "a < b"; c > (d) @@ 'it\\'s'; a < b > (c)`.split(/\s*@@\s/)

const PIECES = [
  ...`a b f ( ) < > <= ? : + - * / ** , . [ ] ! !== && || & | = 1 0.5 return let const number ) { } else ; "s" % => in of new typeof ++ --`.split(
    ' ',
  ),
  ...`... case void export as type this`.split(' '),
  ...`x: number|function f(a: number): number { |if (|Math.log(|// c\n|/* d */|\n|for (let i = 0; i < n; i++) `.split('|'),
]

const problems = join(import.meta.dirname, '../../problems')
const programs = readdirSync(problems, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?:initial|program)\.ts$/.test(file))
  .map((file) => readFileSync(join(problems, file), 'utf8'))

describe('plain types are erased as Node erases them', () => {
  test('in programs as they are', () => {
    expect(programs.length).toBeGreaterThan(5)
    const erased = programs.filter((text) => plain(text) !== undefined)
    expect(erased.length).toBeGreaterThan(3)
    for (const text of erased) expect(plain(text)).toBe(strip(text))
    expect(plain('export function f(a: number, b: string[]): number {\n  return a < 1 ? 2 : b.length\n}\n')).toBe(
      'export function f(a        , b          )         {\n  return a < 1 ? 2 : b.length\n}\n',
    )
  })

  test('at the borders of what is plain, one statement before another', () => {
    let told = 0
    for (const first of ODD) {
      for (const second of ['', ...ODD]) {
        const text = `${first}\n${second}`
        const script = plain(text)
        if (script === undefined) continue
        told += 1
        expect(script, text).toBe(strip(text))
      }
    }
    expect(told).toBeGreaterThan(200)
  })

  test('in programs that were changed at random, and in heaps of pieces', { timeout: 60_000 }, () => {
    const piece = fc.constantFrom(...PIECES)
    const heap = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(' '))
    const change = fc.record({ at: fc.nat(2000), length: fc.nat(6), piece })
    const changed = fc
      .tuple(fc.constantFrom(...programs), fc.array(change, { minLength: 1, maxLength: 3 }))
      .map(([text, changes]) => changes.reduce((now, { at, length, piece: put }) => now.slice(0, at) + put + now.slice(at + length), text))
    fc.assert(
      fc.property(fc.oneof(heap, changed), (text) => {
        const script = plain(text)
        if (script !== undefined) expect(script).toBe(strip(text))
      }),
      { numRuns: 4000 },
    )
  })
})
