import type { Expression } from 'estree'
import { describe, expect, test } from 'vitest'
import { parseExpression } from './parse.ts'
import { isExpressionSite, isStatementSite, transplant } from './sites.ts'
import { insertBefore, isEditable, openSource, removeStatement, replaceExpression, type Source, splice } from './source.ts'

function open(text: string): Source {
  const opened = openSource('program.ts', text)
  if (!opened.ok) throw new Error(opened.reason)
  return opened.source
}

const expression = (text: string): Expression => transplant(parseExpression(text) as Expression)

/** Replaces the editable expression that is written `old` by `fresh`. */
function replace(text: string, old: string, fresh: string): string {
  const source = open(text)
  const site = source.sites.find((item) => {
    const { start, end } = item.node as unknown as { start: number; end: number }
    return isExpressionSite(item) && isEditable(source, item) && source.script.slice(start, end) === old
  })
  if (site === undefined) throw new Error(`no expression ${old}`)
  return splice(source, [replaceExpression(source, site, expression(fresh))])
}

describe('replacing an expression', () => {
  test.each([
    ['const a = x * y', 'x', 'p + q', 'const a = (p + q) * y'],
    ['const a = (x * y) // why', 'y', 'p ** q', 'const a = x * p ** q // why'],
    ['const a = x ** y', 'x', '-p', 'const a = (-p) ** y'],
    ['const a = x - y', 'y', 'p - q', 'const a = x - (p - q)'],
    ['const a = -x', 'x', '-p', 'const a = - -p'],
    ['const f = (x: number): number => x', 'x', '({ a: 1 })', 'const f = (x: number): number => ({\n  a: 1\n})'],
    ['f(x) // é😀', 'x', 'p ? q : r', 'f(p ? q : r) // é😀'],
    ['const a = xs.map((x: number): string => `${x}`).length + y', 'y', '2', 'const a = xs.map((x: number): string => `${x}`).length + 2'],
    ['const a = b /* left */ + c * d', 'd', '2', 'const a = b + c * 2'],
    ['const a = (b /* left */ - 1) * d', 'd', '2', 'const a = (b /* left */ - 1) * 2'],
    ['if (x) { y() } else z()', 'x', 'p && q', 'if (p && q) { y() } else z()'],
    ['const a = `${x}\n  y`', 'x', '2', 'const a = `${2}\n  y`'],
  ])('%s: %s becomes %s', (text, old, fresh, expected) => {
    expect(replace(text, old, fresh)).toBe(expected)
  })

  test('long expressions are broken before operators and stay what they are', () => {
    const long =
      'alpha > 1 && beta < 2 ? Math.max(gamma * delta, epsilon / (zeta + 1)) + eta * theta - iota : kappa ? lambda * mu : nu + xi'
    const text = replace('function f() {\n  return x\n}', 'x', long)
    expect(text).toBe(
      [
        'function f() {',
        '  return alpha > 1 && beta < 2',
        '    ? Math.max(gamma * delta, epsilon / (zeta + 1)) + eta * theta - iota',
        '    : kappa',
        '    ? lambda * mu',
        '    : nu + xi',
        '}',
      ].join('\n'),
    )
    expect(replace(text, 'iota', 'iota')).toBe(text)
  })
})

describe('evolve blocks', () => {
  const text = 'const a = 1\n// EVOLVE-BLOCK-START\nconst b = 2\n// EVOLVE-BLOCK-END\nconst s = "// EVOLVE-BLOCK-START"\n'

  test('only what stands inside of them is editable', () => {
    expect(replace(text, '2', '3')).toBe(text.replace('b = 2', 'b = 3'))
    expect(() => replace(text, '1', '3')).toThrow('no expression')
    expect(() => replace(text, '"// EVOLVE-BLOCK-START"', '3')).toThrow('no expression')
  })

  test('an edit that reaches out of them is refused', () => {
    expect(() => splice(open(text), [{ start: 0, end: 3, text: 'let' }])).toThrow('out of the evolve blocks')
  })

  test('without markers everything is editable, with an unclosed one the rest', () => {
    expect(replace('const a = 1', '1', '3')).toBe('const a = 3')
    expect(replace('const a = 1\n// EVOLVE-BLOCK-START\nconst b = 2', '2', '3')).toContain('b = 3')
    expect(() => replace('const a = 1\n// EVOLVE-BLOCK-START\nconst b = 2', '1', '3')).toThrow('no expression')
  })
})

describe('statements', () => {
  const source = open('function f(x: number) {\n  // first\n  const a = x\n  return a\n}\n')
  const [first, second] = source.sites.filter((site) => isStatementSite(site) && site.parent?.node.type === 'BlockStatement')

  test('come and go on lines of their own', () => {
    expect(splice(source, [insertBefore(source, second!, [{ type: 'ExpressionStatement', expression: expression('g(x)') }])])).toBe(
      'function f(x: number) {\n  // first\n  const a = x\n  g(x)\n  return a\n}\n',
    )
    expect(splice(source, [removeStatement(source, first!)])).toBe('function f(x: number) {\n  // first\n  return a\n}\n')
  })

  test('edits that overlap are refused', () => {
    const edit = removeStatement(source, first!)
    expect(() => splice(source, [edit, edit])).toThrow('overlap')
  })
})
