import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { entryOf, parseEntry } from '../../authoring/entry.ts'
import { oneLine, printable } from '../../cli/view/text.ts'
import { bind } from './binding.ts'
import { exportedFunctions } from './exports.ts'
import { makeProgram } from '../index.ts'
import { scopeAt } from './scope.ts'
import { UNKNOWN } from './shape.ts'
import { openSource } from './source.ts'
import { parse } from './parse.ts'
import { processorTime } from '../../tests/processor.ts'

const SIZE = 100_000
/** Texts of one character, or of a few, over and over. */
const PIECES = [
  ' ',
  '\n',
  '\t',
  '(',
  ')',
  '<',
  '>',
  '`',
  'a',
  '0',
  '=',
  ':',
  '.',
  ',',
  '/',
  '\\',
  '"',
  "'",
  '~',
  '#',
  '*',
  '\r',
  '\u00a0',
  '\ufeff',
]
const TEXTS = [
  ...PIECES,
  ' \n',
  '\n ',
  '( ',
  ') ',
  '): ',
  '):\n',
  '=> ',
  '()',
  'a.',
  'a b',
  'a:',
  'a\n',
  '/*',
  '//\n',
  '${',
  '`a',
  '<a',
  '[]',
  '{}',
  '{{ ',
  '\r\n',
  '\\"',
  '/*\n*/',
  'readonly ',
  'type a = ',
  'interface a ',
  '```\n',
  '~~~\n',
  '<<<<<<< SEARCH\n',
  '=======\n',
  '>>>>>>> REPLACE\n',
  'file: a\n',
  '// EVOLVE-BLOCK-START\n',
].map((piece) => piece.repeat(Math.ceil(SIZE / piece.length)))

/** Far more than linear work on such a text takes, in milliseconds, and far less than quadratic work. */
const MOST = 2000

function hurry(name: string, run: () => unknown): void {
  const begun = processorTime()
  try {
    run()
  } catch {
    // whatever it says of such a text, it says it soon
  }
  expect(processorTime() - begun, name).toBeLessThan(MOST)
}

const root = fileURLToPath(new URL('../../', import.meta.url))
const files = ['languages', 'models', 'proposers']
  .flatMap((room) => readdirSync(`${root}${room}`, { recursive: true, encoding: 'utf8' }).map((path) => `${room}/${path}`))
  // sockets are opened by two of them, and depth is counted before anything is stripped
  .filter((path) => path.endsWith('.ts') && !/\.test\.ts$|fixtures|\/(transport|client|strip)\.ts$/.test(path))

/** The functions that a file exports whose first parameter is a text, with how their parameters are declared. */
function textFunctions(path: string): { readonly name: string; readonly kinds: readonly string[] }[] {
  const opened = openSource(path, readFileSync(root + path, 'utf8'))
  const parsed = parse(readFileSync(root + path, 'utf8'), path)
  if (!opened.ok || !parsed.ok) throw new Error(path)
  return exportedFunctions(parsed.tree).flatMap(({ name, node }) => {
    const kinds = node.params.map((param) => bind(opened.source, param, UNKNOWN, false)[0]?.shape.kind ?? 'unknown')
    return kinds[0] === 'string' ? [{ name, kinds }] : []
  })
}

describe('an exported function of text takes milliseconds, whatever the text', () => {
  let count = 0
  test.each(files)('%s', async (path) => {
    const functions = textFunctions(path)
    if (functions.length === 0) return
    const module = (await import(root + path)) as Record<string, (...args: unknown[]) => unknown>
    for (const { name, kinds } of functions) {
      count += 1
      for (const text of TEXTS) {
        const given = (other: string): unknown[] =>
          kinds.map((kind, k) => (kind === 'string' ? (k === 0 ? text : other) : kind === 'number' ? 300 : undefined))
        hurry(`${name} of ${JSON.stringify(text.slice(0, 20))}`, () => module[name]?.(...given(text)))
        hurry(`${name} of ${JSON.stringify(text.slice(0, 20))} and a name`, () => module[name]?.(...given('program.ts')))
      }
    }
  })
  test('there are such functions', () => {
    expect(count).toBeGreaterThan(15)
  })
})

const terse: Readonly<Record<string, (text: string) => unknown>> = {
  oneLine,
  printable,
  parseEntry,
  'parseEntry of parameters': (text) => parseEntry(`f(x: number, ${text}): number`),
  'parseEntry of a result': (text) => parseEntry(`f(x: number): ${text}`),
}
test.each(Object.keys(terse))('%s takes milliseconds, whatever the text', (name) => {
  for (const text of TEXTS) hurry(JSON.stringify(text.slice(0, 20)), () => terse[name]?.(text))
})

/** Places of a program in which there may be much of what says nothing. */
const PLACES: Readonly<Record<string, (hole: string) => string>> = {
  'a return type': (hole) => `function g(n: number):${hole}(a: number) => number { return (a) => a + n }`,
  'before a return type': (hole) => `function g(n: number)${hole}: number { return n }`,
  'behind a return type': (hole) => `const g = (n: number): number${hole}=> n`,
  'behind a parameter': (hole) => `function g(n${hole}: number) { return n }`,
  'a type of a parameter': (hole) => `function g(n:${hole}number) { return n }`,
  'a bare parameter': (hole) => `function g(n${hole}) { return n }`,
  'around a returned value': (hole) => `function g(n: number) { return (${hole}n${hole}) }`,
  'a declared type': (hole) => `interface N${hole}{ n${hole}: number }\nfunction g(n: N) { return n.n }`,
  'an arrow in parentheses': (hole) => `const g = (n: number): number =>${hole}(${hole}n)`,
  'between statements': (hole) => `function g(n: number) {\n${hole}\nreturn n }`,
}
test.each(Object.keys(PLACES))('a program is read and looked through in milliseconds, however much stands in %s', (place) => {
  for (const hole of [' '.repeat(SIZE), '\n'.repeat(SIZE), ' \n'.repeat(SIZE / 2), '/* */'.repeat(SIZE / 5), '\t'.repeat(SIZE)]) {
    const text = `${PLACES[place]?.(hole)}\nexport function f(x: number): number {\n  const y = g(x)\n  return y\n}\n`
    const opened = openSource('program.ts', text)
    hurry(`${place}, ${JSON.stringify(hole.slice(0, 5))}`, () => {
      makeProgram({ 'program.ts': text })
      entryOf({ 'program.ts': text })
      if (opened.ok) for (const site of opened.source.sites.slice(-12)) scopeAt(opened.source, site)
    })
  }
})
