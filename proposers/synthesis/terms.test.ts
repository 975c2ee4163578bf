import { expect, test } from 'vitest'
import { stream } from '../../engine/contracts/random.ts'
import { parseExpression } from '../../languages/javascript/parse.ts'
import { print } from '../../languages/javascript/print.ts'
import { compile } from './compute.ts'
import { grow } from './grow.ts'
import { hashOf, sameValue } from './hash.ts'
import { typesAround } from './higher.ts'
import { literalsOf } from './literals.ts'
import { readExpression } from './read.ts'
import { binds, literal, type Name, placesOf, type Term } from './term.ts'
import { typeOf } from './type-text.ts'
import { isOfType, NUMBER } from './types.ts'
import { addition, condition, crossover, deletion, literals, recombine, subtree } from './vary.ts'
import { expressionOf } from './write.ts'

const names: Name[] = [
  ['n', 'number'],
  ['text', 'string'],
  ['list', 'number[]'],
  ['words', 'string[]'],
  ['jobs', '{ time: number; name: string }[]'],
].map(([name = '', type = '']) => ({ name, type: typeOf(type) }))
const env = [7, 'Hello world', [3, -1, 0, 8], ['b', 'aa', ''], [{ time: 2, name: 'x' }]]
const returned = ['number', 'string', 'boolean', 'number[]', 'string[]', '{ time: number; name: string }', '[string, number]'].map((type) =>
  typeOf(type),
)
const types = typesAround([...names.map(({ type }) => type), ...returned])
const weighed = literalsOf([env], ['x!', 'y!'])
const slots = new Map(names.map(({ name }, slot) => [name, slot]))

const garden = (key: string): Parameters<typeof grow>[1] => ({ names, literals: weighed, types, random: stream(key) })
const grown = Array.from({ length: 400 }, (_, k) => grow(returned[k % returned.length] ?? NUMBER, garden(`grown ${k}`), 1 + (k % 5)))

/** What the text of a term comes to where it is run as JavaScript. */
function ran(term: Term): unknown {
  // eslint-disable-next-line no-implied-eval -- the text is the test's own
  return new Function(...names.map(({ name }) => name), `return ${print(expressionOf(term))}`)(...structuredClone(env)) as unknown
}

/** Whether every place of a term holds what its operation asks for, and reads names that are there. */
const isScoped = (term: Term, known: ReadonlySet<string>): boolean =>
  (term.operation.kind !== 'name' || known.has(term.operation.name)) &&
  term.args.every((arg, at) => isScoped(arg, new Set([...known, ...binds(term.operation, at).map(({ name }) => name)])))

test('a term that has a value comes to the same as its text does in JavaScript', () => {
  let computed = 0
  for (const term of grown) {
    const value = compile(term, slots)([...env])
    if (value === undefined) continue
    computed += 1
    expect(isOfType(value, term.type), print(expressionOf(term))).toBe(true)
    expect(sameValue(ran(term), value), print(expressionOf(term))).toBe(true)
  }
  expect(computed).toBeGreaterThan(200)
})

test('a text reads back as the term that it was written from', () => {
  let unread = 0
  for (const term of grown) {
    const text = print(expressionOf(term)).replaceAll('""', "''")
    const read = readExpression(parseExpression(text) as NonNullable<ReturnType<typeof parseExpression>>, names, term.type)
    // of a list without elements, standing alone, no type is told
    if (read === undefined && text.includes('[]')) {
      unread += 1
      continue
    }
    expect(read && print(expressionOf(read)).replaceAll('""', "''"), text).toBe(text)
    expect(read?.type.key).toBe(term.type.key)
  }
  expect(unread).toBeLessThan(20)
})

test('variation keeps types, and reads names that are there', () => {
  const own = new Set(names.map(({ name }) => name))
  let changed = 0
  for (const [k, parent] of grown.slice(0, 200).entries()) {
    for (const vary of [subtree, addition, deletion, crossover, recombine, condition, literals]) {
      const other = grown[(k + 7) % grown.length] as Term
      const made = vary({ parent, donors: [other], bank: grown.slice(0, 20), garden: garden(`varied ${k}`) })
      if (made === undefined) continue
      changed += 1
      expect(made.type.key).toBe(parent.type.key)
      expect(isScoped(made, own), print(expressionOf(made))).toBe(true)
      expect(made.size).toBe(placesOf(made).length)
    }
  }
  expect(changed).toBeGreaterThan(700)
})

test('equal values have equal hashes, and others mostly not', () => {
  expect(hashOf([1, 'a', [true, { b: 2, c: 3 }]])).toBe(hashOf([1, 'a', [true, { c: 3, b: 2 }]]))
  expect(hashOf([0.1 + 0.2])).toBe(hashOf([0.3]))
  const hashes = new Set(Array.from({ length: 20_000 }, (_, k) => hashOf([k, k / 7, String(k)])))
  expect(hashes.size).toBe(20_000)
  expect(literal(1, NUMBER).size).toBe(1)
})
