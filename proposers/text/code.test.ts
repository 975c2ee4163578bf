import { describe, expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import type { Context } from '../../engine/contracts/proposer.ts'
import type { Files } from '../../engine/contracts/program.ts'
import { crossBlocks, hasCode, insertOperation, mutateName, mutateOperator, shrinkOperation } from './code.ts'
import { tokensOf } from './tokens.ts'
import type { TextOperator } from './workspace.ts'

const context = {
  statement: '',
  direction: 'maximize',
  vocabulary: {},
  parents: [],
  inspirations: [],
  trainCases: 1,
  size: 100,
} as unknown as Context

/** The texts that an operator makes of a file over 300 streams, in alphabetical order, none twice. */
function made(operator: TextOperator, files: Files, relatives: readonly Files[] = []): string[] {
  const [file = ''] = Object.keys(files)
  const all = Array.from({ length: 300 }, (_, k) => operator({ files, relatives, context, random: stream(`s${k}`) })?.[file])
  return [...new Set(all.filter((text) => text !== undefined))].sort()
}

describe('tokens', () => {
  test('leave out strings, comments, reserved words and what stands behind a dot', () => {
    const texts = (code: string, file: string): string[] => tokensOf(code, file).map(({ text }) => text)
    expect(texts('def f(x):  # x < y\n    """a + b"""\n    return np.sqrt(x) // 2 if x >= 0.5 else "a-b"\n', 'a.py')).toEqual([
      'f',
      'x',
      'np',
      'x',
      '//',
      '2',
      'x',
      '>=',
      '0.5',
    ])
    expect(texts('#include <x.h>\nint f(int a) { /* a + 1 */ return a && b || c; } // z', 'a.c')).toEqual([
      'f',
      'a',
      'a',
      '&&',
      'b',
      '||',
      'c',
    ])
    expect(texts('"open\n1', 'a.c')).toEqual(['1'])
  })

  test('take linear time', () => {
    const long = ['"'.repeat(200_000), '/*'.repeat(20_000), 'a '.repeat(20_000), "'''".repeat(100_000), '('.repeat(300_000)]
    const begun = performance.now()
    for (const text of long) for (const file of ['a.py', 'a.c']) tokensOf(text, file)
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

describe('operators on code that nothing is known of', () => {
  const python = { 'main.py': 'a = 1\n# EVOLVE-BLOCK-START\ny = x < 2\n# EVOLVE-BLOCK-END\nb = 3\n' }

  test('change only what stands in evolve blocks', () => {
    for (const operator of [mutateOperator, mutateName, insertOperation])
      for (const text of made(operator, python)) expect(text).toMatch(/^a = 1\n# EVOLVE-BLOCK-START\ny = .*\n# EVOLVE-BLOCK-END\nb = 3\n$/)
  })

  test('put another operator of its class in the place of one', () => {
    expect(made(mutateOperator, { 'a.c': 'x < y' })).toEqual(['x <= y', 'x > y', 'x >= y'])
    expect(made(mutateOperator, { 'a.py': 'min(x, True)' })).toEqual(['max(x, True)', 'min(x, False)'])
    expect(made(mutateOperator, { 'a.py': 'f(x)' })).toEqual([])
  })

  test('put another value of the block in the place of one, never where a name is assigned to or called', () => {
    expect(made(mutateName, { 'a.py': 'y = f(x) * 2' })).toEqual(['y = f(2) * 2', 'y = f(x) * x'])
  })

  test('wrap a value into an operation, and take one out of it', () => {
    const wrapped = made(insertOperation, { 'a.py': 'return r' })
    expect(wrapped).toContain('return (r * 0.5)')
    expect(wrapped).toContain('return (r + r)')
    expect(made(shrinkOperation, { 'a.py': 'return (r * 0.93)' })).toEqual(['return 0.93', 'return r'])
    expect(made(shrinkOperation, { 'a.py': 'return f(r * 2)' })).toEqual([])
  })

  test('take over a whole block of a relative', () => {
    const relative = { 'main.py': python['main.py'].replace('y = x < 2', 'y = 7') }
    expect(made(crossBlocks, python, [relative])).toEqual([relative['main.py']])
    expect(made(crossBlocks, python, [python])).toEqual([])
  })

  test('are for code alone', () => {
    expect(hasCode({ files: { 'prompt.md': 'a < b' }, context })).toBe(false)
    expect(hasCode({ files: { 'prompt.md': '', 'main.py': '' }, context })).toBe(true)
    expect(made(mutateOperator, { 'prompt.md': 'a < b' })).toEqual([])
  })
})
