import { spawnSync } from 'node:child_process'
import process from 'node:process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { meter } from '../../evaluators/isolate/metering/meter.ts'
import { DEEPEST, isTooDeep } from './depth.ts'
import { modulesOf, nests, statementNests, typeNests } from './fixtures/nests.ts'
import { makeProgram } from '../index.ts'
import { print } from './print.ts'
import { openSource } from './source.ts'
import { stripTypes } from './strip.ts'
import { processorTime } from '../../tests/processor.ts'

const names = modulesOf(1).map(([name]) => name)
const moduleOf = (name: string, levels: number): string => modulesOf(levels)[names.indexOf(name)]?.[1] as string

/** The most levels of a nest that are let through. */
function mostLevels(name: string): number {
  let [low, high] = [1, 2 * DEEPEST + 1]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isTooDeep(moduleOf(name, middle))) high = middle
    else low = middle
  }
  return low
}

/** What becomes of a source, told by one text. */
function outcomeOf(text: string): string {
  const made = makeProgram({ 'program.ts': text })
  return made.ok ? made.program.canonicalHash : made.reason
}

/** The same in a process of its own, which has read nothing else. */
function outcomesElsewhere(texts: readonly string[]): string[] {
  const script = `
    import { readFileSync } from 'node:fs'
    import { makeProgram } from '${new URL('../index.ts', import.meta.url).href}'
    const outcome = (text) => { const made = makeProgram({ 'program.ts': text }); return made.ok ? made.program.canonicalHash : made.reason }
    console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(outcome)))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script], {
    encoding: 'utf8',
    input: JSON.stringify(texts),
  })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as string[]
}

describe('a source that is nested', () => {
  test.each(names)('a little is read: %s', (name) => {
    expect(openSource('program.ts', moduleOf(name, 3)).ok).toBe(true)
  })

  test.each(names)('as deeply as is let through overflows nothing: %s', (name) => {
    const text = moduleOf(name, mostLevels(name))
    expect(stripTypes(text)).toHaveProperty('script')
    const opened = openSource('program.ts', text)
    expect(opened.ok).toBe(true)
    if (opened.ok) print(opened.source.sites[0]!.node)
    makeProgram({ 'program.ts': text })
    meter({ 'program.ts': text }, { name: 'f', parameters: [], returns: 'unknown' })
  })

  test('beyond all measure is refused with the limit, in milliseconds', () => {
    for (const [name, text] of modulesOf(50_000)) {
      const begun = processorTime()
      expect(outcomeOf(text), name).toBe(`program.ts is too deep: more than ${DEEPEST} levels`)
      expect(processorTime() - begun, name).toBeLessThan(1000)
    }
  })
})

test('what is not nested is not refused, however long it is', () => {
  const lines = [
    'const a0: Array<number> = [1, -2, (3)]',
    'if (a0 < a1 && b) c()',
    'const f = (x: number): number => x < 1 ? { y: !x }.y : g[x](1)',
    'f(a)\ng`x`\nh[0]',
    'a.b.c(x => x / 2)\nfor (const x of y) if (x) z()',
    'switch (a) { case 1: case 2: b(); break; default: c() }',
    'x = "((((" + `[[[${a}{{{` + /[(/]\\(/.source // ((((',
    'class A<T> extends B<T> { a = 1; get b(): T { return c } static d() {} }\ninterface C { a: number\n b(): void }',
    'let d = a as B<C>\nlet e = a!\nd++\nd >> 1\ne << 2',
  ]
  for (const line of [...lines, lines.join('\n')]) expect(isTooDeep(`${line}\n`.repeat(2000)), line).toBe(false)
  expect(isTooDeep(`[${'{ a: -1, b: [1 < 2] }, '.repeat(5000)}]`)).toBe(false)
})

const anyNest = fc.constantFrom(...Object.values(nests), ...Object.values(statementNests), ...Object.values(typeNests))
const tokens =
  '( ) [ ] { } < > << = => . ?. ... ! - ++ -- / * ? : , ; " \' ` ${ \\ // /* */ <!-- --> if else for while do await yield of keyof as typeof case a 1 1. \n'.split(
    ' ',
  )
/** Nests in nests, or tokens as they come, many times over. */
const hostile = fc.oneof(
  fc
    .array(fc.tuple(anyNest, fc.integer({ min: 1, max: 400 })), { minLength: 1, maxLength: 8 })
    .map((parts) =>
      parts.reduce((text, [[before, middle, behind], times]) => before.repeat(times) + (text || middle) + behind.repeat(times), ''),
    ),
  fc
    .array(fc.tuple(fc.array(fc.constantFrom(...tokens), { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 3000 })), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([part, times]) => `${part.join(' ')} `.repeat(times)).join('')),
)
const inModule = fc
  .tuple(fc.constantFrom('', 'export function f(a, b) { a = ', 'type X = ', 'export const a = <T>(x: T) => '), hostile)
  .map(([head, text]) => head + text)

test('no text that is let through breaks the stripper', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(inModule, (text) => {
      if (!isTooDeep(text)) expect(stripTypes(text)).not.toBe('broken')
    }),
    { numRuns: 200 },
  )
})

test('a source has one outcome, in a process that has read others and in a fresh one', { timeout: 60_000 }, () => {
  const texts = [
    ...fc.sample(inModule, { numRuns: 40, seed: 24 }),
    ...modulesOf(1500)
      .slice(0, 8)
      .map(([, text]) => text),
    ...modulesOf(40).map(([, text]) => text),
  ]
  const before = texts.map(outcomeOf)
  expect(outcomesElsewhere(texts.toReversed()).toReversed()).toEqual(before)
  expect(outcomesElsewhere(texts.slice(-1))).toEqual(before.slice(-1))
})
