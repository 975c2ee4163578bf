import { expect, test } from 'vitest'
import { generate } from 'astring'
import type { Expression } from 'estree'
import { parseExpression } from '../../languages/javascript/parse.ts'
import { simplified } from './simplify.ts'

test.each([
  ['x * 1 + 0', 'x'],
  ['2 * 3 + x', '6 + x'],
  ['x - -y', 'x + y'],
  ['x * 0', '0'],
  ['x / x - 1', '0'],
  ['true && a < b', 'a < b'],
  ['a < b || !false', 'true'],
  ['!(a < b) ? x : y', 'a >= b ? x : y'],
  ['a ? b ? x : y : y', 'a && b ? x : y'],
  ['1 < 2 ? x : f(y)', 'x'],
  ['Math.max(2, 3) * x', '3 * x'],
  ['Math.min(x, x)', 'x'],
  ['Math.exp(-x)', 'Math.exp(-x)'],
  ['1 / 0', '1 / 0'],
  ['Math.random()', 'Math.random()'],
  ['"a" + x', '"a" + x'],
])('%s is %s', (text, expected) => {
  const node = parseExpression(text) as Expression
  expect(generate(simplified(node, {})).replaceAll("'", '"')).toBe(expected)
})

test('an expression without idle parts is the very same node', () => {
  const node = parseExpression('f(a, b) + xs[0].map((x) => x * 1)') as Expression
  expect(simplified(node, {})).toBe(node)
})
