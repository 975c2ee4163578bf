import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Files } from '../../engine/contracts/program.ts'
import { makeProgram } from '../../languages/index.ts'
import { printEdits } from './diff.ts'
import { applyReading, readOffspring, readInitialPrograms } from './edits.ts'
import { occurrences } from './match.ts'
import { readReply } from './reply.ts'

const applyReply = (base: Files, readings: ReturnType<typeof readReply>, entry: string): ReturnType<typeof applyReading> =>
  applyReading(base, readings[0], entry)

const initial = `/** Says how much. */
export function f(x: number): number {
  // EVOLVE-BLOCK-START
  const a = x + 1
  const b = x + 2
  return a * b
  // EVOLVE-BLOCK-END
}
`
const files: Files = { 'program.ts': initial }
const formOf = (program: Files): string => {
  const made = makeProgram(program)
  if (!made.ok) throw new Error(made.reason)
  return made.program.canonicalHash
}

const block = (search: string, replace: string): string => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`
const fenced = (text: string, info = 'ts'): string => `\`\`\`${info}\n${text}\n\`\`\``

/** What a reply makes of the initial program: the new text, or how it failed. */
function make(reply: string, base: Files = files, limit = 200): string {
  const read = readOffspring(reply, { base, frame: base, entry: 'f', limit, known: new Set([formOf(base)]) })
  return read.kind === 'failure' ? read.failure : (read.program.files['program.ts'] ?? '')
}

describe('a SEARCH/REPLACE block', () => {
  test.each([
    ['whole lines', block('  return a * b', '  return a - b')],
    ['a part of a line', block('a * b', 'a - b')],
    ['lines that are indented otherwise', block('    return a * b  ', '    return a - b')],
    ['lines after a blank one', block('\n      return a * b', '\n      return a - b')],
    ['carriage returns', block('  return a * b', '  return a - b').replaceAll('\n', '\r\n')],
    ['a fence around it', `I change it.\n\n${fenced(block('  return a * b', '  return a - b'))}\n`],
    ['the name of the file before it', `### file: program.ts\n${block('  return a * b', '  return a - b')}`],
    ['a fence around it that is not closed', `\`\`\`\n${block('a * b', 'a - b')}`],
    ['frame lines that do not change', block('  return a * b\n  // EVOLVE-BLOCK-END\n}', '  return a - b\n  // EVOLVE-BLOCK-END\n}')],
  ])('changes the program: %s', (_, reply) => {
    expect(make(reply)).toBe(initial.replace('a * b', 'a - b'))
  })

  test('is ambiguous when it is found twice but for blanks', () => {
    const twice = { 'a.js': 'if (x) {\n  go()\n}\n  if (x) {\n    go()\n  }\n' }
    expect(applyReply(twice, readReply(block('\tif (x) {\n go()', 'stop()')), 'f')).toMatchObject({ failure: 'ambiguous' })
  })

  test('keeps the indentation of the text where it was found but for blanks', () => {
    const reply = block('const a = x + 1\nconst b = x + 2', 'const a = x\nif (a) {\n  return a\n}\nconst b = a')
    expect(make(reply)).toContain('  const a = x\n  if (a) {\n    return a\n  }\n  const b = a\n  return a * b\n')
  })

  test('several, in any order, are searched in the text as it was', () => {
    const reply = `${block('  return a * b', '  const a2 = a\n  return a2')}\n\n${block('  const a = x + 1', '  const a = x + 9')}`
    expect(make(reply)).toBe(initial.replace('x + 1', 'x + 9').replace('  return a * b', '  const a2 = a\n  return a2'))
  })

  test('may take lines away, the first and the last too', () => {
    expect(make(`<<<<<<< SEARCH\n  const b = x + 2\n=======\n>>>>>>> REPLACE\n${block('a * b', 'a')}`)).toBe(
      initial.replace('  const b = x + 2\n', '').replace('a * b', 'a'),
    )
    const away = (search: string): unknown =>
      applyReply({ 'a.ts': 'one\ntwo' }, readReply(`<<<<<<< SEARCH\n${search}\n=======\n>>>>>>> REPLACE`), 'f')
    expect(away('one')).toEqual({ kind: 'files', files: { 'a.ts': 'two' } })
    expect(away('two')).toEqual({ kind: 'files', files: { 'a.ts': 'one' } })
    expect(away('one\ntwo')).toEqual({ kind: 'files', files: { 'a.ts': '' } })
  })

  test.each([
    ['unmatched', 'matches nothing', block('return c', 'return d')],
    ['unmatched', 'is empty', '<<<<<<< SEARCH\n=======\nlet c = 1\n>>>>>>> REPLACE'],
    ['ambiguous', 'matches twice', block('x + ', 'x - ')],
    ['overlapping', 'changes what another one changes', `${block('a * b', 'a')}\n${block('  return a * b', '  return b')}`],
    ['outside', 'changes text outside of the evolve blocks', block('Says how much', 'Ignore all that')],
    ['outside', 'moves the end of a block', block('// EVOLVE-BLOCK-END\n}', '}\n// EVOLVE-BLOCK-END')],
    ['outside', 'brings further markers', block('  return a * b', '  // EVOLVE-BLOCK-END\n  // EVOLVE-BLOCK-START\n  return a')],
    ['outside', 'hides a marker in a comment', block('  return a * b', '  return a /*\n  // EVOLVE-BLOCK-END */ // EVOLVE-BLOCK-END')],
    ['syntax', 'does not parse', block('a * b', 'a *')],
    ['unchanged', 'changes a comment alone', block('  return a * b', '  // better\n  return a * b')],
    ['oversized', 'is too large', block('a * b', Array.from({ length: 100 }, () => 'a * b').join(' + '))],
    ['truncated', 'is not closed', '<<<<<<< SEARCH\n  return a * b\n=======\n  return a -'],
    ['malformed', 'has no middle', '<<<<<<< SEARCH\n  return a * b\n>>>>>>> REPLACE'],
    ['malformed', 'begins twice', '<<<<<<< SEARCH\n<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE'],
    ['malformed', 'ends only', '>>>>>>> REPLACE'],
  ])('%s: it %s', (failure, _, reply) => {
    expect(make(reply)).toBe(failure)
  })
})

describe('a rewrite', () => {
  const better = initial.replace('a * b', 'a - b')

  test.each([
    ['the whole program', fenced(better)],
    ['under another name', `### file: solution.ts\n${fenced(better)}`],
    ['with its name behind the fence', fenced(better, 'ts program.ts')],
    ['before the parent', `${fenced(better)}\n${fenced(initial)}`],
    ['after the parent', `${fenced(initial)}\n${fenced(better)}`],
    ['in a fence that is not closed', `\`\`\`ts\n${better}`],
    ['without the markers', fenced(better.replaceAll(/.*EVOLVE.*\n/g, ''))],
    ['beside a snippet and an output', `${fenced('const c = 1')}\n${fenced('f(1) = 2', 'text')}\n${fenced(better)}`],
  ])('is taken: %s', (_, reply) => {
    expect(make(reply)).toBe(better)
  })

  test('of a program without evolve blocks may not bring any: they would bind those that come after', () => {
    const free = { 'program.ts': 'export const f = (x: number): number => x\n' }
    expect(make(fenced('export const f = (x: number): number => 2 * x'), free)).toBe('export const f = (x: number): number => 2 * x\n')
    expect(make(fenced('// EVOLVE-BLOCK-END\nexport const f = (x: number): number => 2 * x'), free)).toBe('outside')
  })

  test('that changes what stands outside of the blocks gives its blocks alone', () => {
    expect(make(fenced(better.replace('Says how much.', 'Mine.').replace('x: number', 'y: number')))).toBe(better)
  })

  test.each([
    ['outside', 'lost the markers, and its frame is another', fenced('export function f(x: number, y: number): number {\n  return 1\n}')],
    ['outside', 'has other blocks', fenced(`${better}// EVOLVE-BLOCK-START\n// EVOLVE-BLOCK-END\n`)],
    ['unchanged', 'says the same', fenced(initial.replace('x + 1', 'x  +  1'))],
    ['truncated', 'is cut', `\`\`\`ts\n${better.slice(0, -20)}`],
    ['nothing', 'is no program', fenced('{}', 'json')],
    ['nothing', 'is missing', 'I would return a - b.'],
  ])('%s: it %s', (failure, _, reply) => {
    expect(make(reply)).toBe(failure)
  })
})

describe('a program of several files', () => {
  const base: Files = { 'program.ts': 'export const f = (x: number): number => x\n', 'table.ts': 'export const t = [1, 2]\n' }

  test('is changed in the files that are named', () => {
    const both = `### file: program.ts\n${block('=> x', '=> x + 1')}\n\n### file: table.ts\n${block('[1, 2]', '[3]')}`
    const read = applyReply(base, readReply(both), 'f')
    expect(read).toEqual({
      kind: 'files',
      files: { 'program.ts': 'export const f = (x: number): number => x + 1\n', 'table.ts': 'export const t = [3]\n' },
    })
    const rewritten = applyReply(
      base,
      readReply(`${fenced('// file: table.ts\nexport const t = [3]')}\n${fenced('let f', 'ts program.ts')}`),
      'f',
    )
    expect(rewritten).toEqual({ kind: 'files', files: { 'program.ts': 'export let f\n', 'table.ts': 'export const t = [3]\n' } })
  })

  test.each([
    ['unknown file', block('export const ', 'export let ')],
    ['unknown file', `### file: other.ts\n${block('=> x', '=> x + 1')}`],
    ['unknown file', `### file: __proto__\n${fenced('let a')}`],
    ['unknown file', fenced('let b')],
  ])('%s', (failure, reply) => {
    expect(make(reply, base)).toBe(failure)
  })
})

describe('initialPrograms', () => {
  const read = (reply: string): readonly unknown[] =>
    readInitialPrograms(reply, { name: 'initial.ts', entry: 'f' }).map((item) =>
      item.kind === 'program' ? item.program.files : item.failure,
    )

  test('one for each fenced program, or for each time that a name comes again', () => {
    expect(read(`${fenced('export const f = 1')}\n${fenced('export const f = 2')}`)).toEqual([
      { 'initial.ts': 'export const f = 1\n' },
      { 'initial.ts': 'export const f = 2\n' },
    ])
    const two = ['a.ts', 'b.ts', 'a.ts'].map((name, k) => `### file: ${name}\n${fenced(`export const f = ${k}`)}`).join('\n')
    expect(read(two)).toEqual([{ 'a.ts': 'export const f = 0\n', 'b.ts': 'export const f = 1\n' }, { 'a.ts': 'export const f = 2\n' }])
  })

  test('what is no initial program fails, and the others stand', () => {
    expect(read(`${fenced('export const f =')}\n${fenced('export const f = 2')}`)).toEqual([
      'syntax',
      { 'initial.ts': 'export const f = 2\n' },
    ])
    expect(read(fenced('export const g = 1'))).toEqual(['nothing'])
    expect(read(fenced('let f', 'ts ../../f.ts'))).toEqual(['unknown file'])
    expect(read('```ts\nexport const f')).toEqual(['truncated'])
  })
})

describe('whatever the texts are', () => {
  /** Lines that look like parts of replies, and any others. */
  const line = fc.oneof(
    fc.constantFrom(
      '<<<<<<< SEARCH',
      '=======',
      '>>>>>>> REPLACE',
      '<<<<<<<< SEARCH',
      '========',
      '```',
      '````ts',
      '~~~',
      '### file: program.ts',
    ),
    fc.constantFrom('', '  ', '\r', '  return a * b', '  // EVOLVE-BLOCK-END', '// EVOLVE-BLOCK-START', '}', '/*', '`', 'return a * b'),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('a', ' ', '\t', '=', '<', '>', '`', '\r', '\u2028', '\u202e'), maxLength: 12 }),
  )
  const lines = fc.array(line, { maxLength: 30 }).map((list) => list.join('\n'))

  test('reading a reply ends in a result', () => {
    fc.assert(
      fc.property(lines, lines, (reply, text) => {
        for (const { kind } of readReply(reply)) expect(['replacements', 'listings', 'failure']).toContain(kind)
        expect(['program', 'failure']).toContain(
          readOffspring(reply, { base: { 'program.ts': text }, frame: files, entry: 'f', limit: 100, known: new Set() }).kind,
        )
        expect(['program', 'failure']).toContain(
          readOffspring(reply, { base: files, frame: files, entry: 'f', limit: 100, known: new Set() }).kind,
        )
        expect(readInitialPrograms(reply, { name: 'initial.ts', entry: 'f' }).length).toBeGreaterThan(0)
      }),
      { numRuns: 250 },
    )
  })

  test('the printed difference of two programs makes one of the other, to the letter', () => {
    const program = fc.record({ 'a.ts': lines, 'b.ts': lines })
    fc.assert(
      fc.property(program, program, fc.boolean(), (from, to, inFence) => {
        const printed = printEdits(from, to)
        fc.pre(printed !== '')
        const reply = inFence ? `Like this:\n\n\`\`\`\`\`\`\`\`\`\`\`\`\`\n${printed}\n\`\`\`\`\`\`\`\`\`\`\`\`\`\n` : printed
        expect(applyReply(from, readReply(reply), 'f')).toEqual({ kind: 'files', files: to })
      }),
      { numRuns: 250 },
    )
  })

  test('a sequence is found wherever it occurs', () => {
    const sequence = fc.array(fc.nat(1), { maxLength: 30 })
    fc.assert(
      fc.property(sequence, fc.array(fc.nat(1), { minLength: 1, maxLength: 6 }), (text, pattern) => {
        const all = text.flatMap((_, k) => (pattern.every((item, at) => text[k + at] === item) ? [k] : []))
        expect(occurrences(text, pattern, 100)).toEqual(all)
        expect(occurrences(text, pattern, 2)).toEqual(all.slice(0, 2))
      }),
    )
  })

  test('an offspring never differs from its parent outside of the evolve blocks', () => {
    const [head = '', , tail = ''] = initial.split(/(?<=START)|(?=\/\/ EVOLVE-BLOCK-END)/)
    const body = fc.array(line, { maxLength: 8 }).map((list) => list.join('\n'))
    fc.assert(
      fc.property(body, body, (search, replace) => {
        for (const reply of [
          block(search, replace),
          fenced(initial.replace('  return a * b', () => replace)),
          block('  return a * b', replace),
        ]) {
          const read = readOffspring(reply, { base: files, frame: files, entry: 'f', limit: 1000, known: new Set() })
          if (read.kind === 'failure') continue
          const text = read.program.files['program.ts'] ?? ''
          expect(text.startsWith(head) && text.endsWith(tail)).toBe(true)
        }
      }),
      { numRuns: 250 },
    )
  })

  test('a long hostile reply takes time in proportion to its length', () => {
    const time = (n: number): number => {
      const pieces = ['`', '~', '<', '=', '>', ' ', '#', '<<<<<<< SEARCH\n', '```\n', '### file: a', '// file: ', 'a.ts']
      pieces.push(
        '<think>',
        '</think>\n',
        '<|a|>',
        '{',
        '[',
        '"',
        '\\',
        '- a\n',
        '@@\n-a\n',
        '<file path="a">\n',
        '<code>\n',
        '```ts\nf\n```\n',
        '**',
        '1. ',
      )
      const hostile = [
        ...pieces.map((piece) => piece.repeat(n / piece.length)),
        `${'~'.repeat(n)}\``,
        `\`\`\`${'a.'.repeat(n)}`,
        `file: ${'*'.repeat(n)}x y`,
      ]
      const repetitive = `<<<<<<< SEARCH\n${'a\n'.repeat(n)}b\n=======\n>>>>>>> REPLACE`
      const { user, system } = process.cpuUsage()
      for (const text of hostile) {
        readReply(text)
        readReply(`\`\`\`\n${text}`)
        readReply(`<<<<<<< SEARCH\n${text}`)
        readOffspring(`\`\`\`diff\n${text}`, { base: files, frame: files, entry: 'f', limit: 100, known: new Set() })
      }
      applyReply({ 'program.ts': 'a\n'.repeat(2 * n) }, readReply(repetitive), 'f')
      const spent = process.cpuUsage({ user, system })
      return spent.user + spent.system
    }
    time(4000)
    expect(time(100_000) / Math.max(time(10_000), 20_000)).toBeLessThan(40)
  })
})
