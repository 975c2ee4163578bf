import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { jsonFault } from './json-fault.ts'
import { excessOf, parseJson, readJson } from './json.ts'
import { processorTime } from '../tests/processor.ts'

const folder = mkdtempSync(join(tmpdir(), 'ternate-json-'))
afterAll(() => rmSync(folder, { recursive: true }))

const depthOf = (value: unknown): number =>
  typeof value !== 'object' || value === null ? 0 : 1 + Math.max(0, ...Object.values(value).map(depthOf))
const fieldsOf = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Math.max(Array.isArray(value) ? 0 : Object.keys(value).length, ...Object.values(value).map(fieldsOf))

describe('a text of JSON', () => {
  test('is refused exactly when it is deeper or wider than it may be', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 6 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        (value, depth, members) => {
          const excess = excessOf(JSON.stringify(value), { depth, members, values: 1000 })
          expect(excess !== undefined).toBe(depthOf(value) > depth || fieldsOf(value) > members)
        },
      ),
      { numRuns: 300 },
    )
  })

  test.each([
    ['nested', `${'['.repeat(1e7)}${']'.repeat(1e7)}`],
    ['nested in objects', '{"a":'.repeat(1e6)],
    ['wide', `{${Array.from({ length: 1e6 }, (_, k) => `"${k}":0`).join()}}`],
    ['long', `[${'[],'.repeat(6e6)}0]`],
    ['behind a text of backslashes', `["${'\\\\'.repeat(1e6)}",${'['.repeat(100)}`],
  ])('that is %s is refused quickly', (_, text) => {
    const before = processorTime()
    expect(() => parseJson(text)).toThrow(SyntaxError)
    expect(processorTime() - before).toBeLessThan(2000)
  })

  test('stops being JSON where the fault is found, as Node’s own parser has it', () => {
    const pieces = [
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"a"',
      '"\\u00e4\\n"',
      '"\\x"',
      '"',
      '1',
      '-0.5e+3',
      '01',
      '-',
      '1.',
      'true',
      'nul',
      ' ',
      '\n',
      'NaN',
      '\u0001',
      '//',
    ]
    const text = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((all) => all.join('')),
      fc.tuple(fc.jsonValue(), fc.nat(40), fc.constantFrom(...pieces)).map(([value, where, piece]) => {
        const whole = JSON.stringify(value)
        return whole.slice(0, where) + piece + whole.slice(where)
      }),
    )
    fc.assert(
      fc.property(text, (given) => {
        let own: string | undefined
        try {
          JSON.parse(given)
        } catch (error) {
          own = (error as Error).message
        }
        const fault = jsonFault(given)
        expect(fault === undefined).toBe(own === undefined)
        const position = /at position (\d+)/.exec(own ?? '')
        if (position !== null && !/escape|control|number|Unterminated|decimal|exponent/i.test(own ?? ''))
          expect(fault?.at).toBe(Number(position[1]))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a file of JSON', () => {
  test.each<[string, string | Buffer, string]>([
    ['nothing', '', 'is empty'],
    ['blanks', ' \n', 'is empty'],
    ['NaN', '[{"input":NaN,"expected":7}]', 'line 1, column 11: NaN is no value of JSON'],
    ['-Infinity', '[\n -Infinity]', 'line 2, column 3: -Infinity is no value of JSON'],
    ['Python’s None', '[{"a": None}]', 'line 1, column 8: None is no value of JSON'],
    ['JSON lines', '{"input":1}\n{"input":2}\n', 'line 2, column 1: several values stand one after another, as in JSON lines'],
    ['a table', 'x,y\n1,7\n', 'looks like a table (CSV)'],
    ['a table of Excel', '\uFEFFx;y\n1,5;2,5\n', 'looks like a table (CSV)'],
    ['OR-Library', ' 2\n u120_00\n 150 6 3\n', 'looks like plain text (as those of OR-Library or TSPLIB)'],
    ['TSPLIB', 'NAME: tiny3\nTYPE: TSP\n', 'looks like plain text (as those of OR-Library or TSPLIB)'],
    ['UTF-16', Buffer.from('\uFEFF[1]', 'utf16le'), 'is UTF-16 text: save it as UTF-8'],
    ['UTF-16 without a mark', Buffer.from('[1]', 'utf16le'), 'is UTF-16 text: save it as UTF-8'],
    ['Latin-1', Buffer.from('["Gr\u00f6\u00dfe"]', 'latin1'), 'is not UTF-8 text: save it as UTF-8'],
    ['single quotes', "[{'input': 1}]", 'line 1, column 3: texts and names stand between double quotes'],
    ['a comma too many', '[1, 2,\n]', 'line 2, column 1: a comma stands before the end'],
    ['a comment', '[1, // one\n2]', 'line 1, column 5: JSON has no comments'],
    ['a cut file', '[{"input": 1}, {"inp', 'the text ends too early'],
    ['a line break in a text', '["a\nb"]', 'line 1, column 4: a text holds a line break'],
  ])('that holds %s is told so', (_, content, why) => {
    const file = join(folder, 'some.json')
    writeFileSync(file, content)
    const read = readJson(file, 1000)
    expect(read).toMatchObject({ ok: false, why: expect.stringContaining(why) })
  })

  test('may begin with a byte-order mark', () => {
    const file = join(folder, 'mark.json')
    writeFileSync(file, '\uFEFF[{"input":1,"expected":7}]')
    expect(readJson(file, 1000)).toEqual({ ok: true, content: [{ input: 1, expected: 7 }] })
  })
})
