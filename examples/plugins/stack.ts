import { defineRunner } from 'ternate'
import type { RunResult } from 'ternate'

type Operation = (a: number, b: number) => number

const OPERATIONS: Readonly<Record<string, Operation>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  max: Math.max,
}

/** Runs a program of words, `x 2 * 1 +`, from left to right on a stack; each word costs 100. */
function run(text: string, x: number): RunResult {
  const stack: number[] = []
  const words = text.split(/\s+/).filter((word) => word !== '')
  const cost = 100 * words.length
  for (const word of words) {
    const operation = Object.hasOwn(OPERATIONS, word) ? OPERATIONS[word] : undefined
    const [b, a] = operation === undefined ? [] : [stack.pop(), stack.pop()]
    if (operation === undefined) stack.push(word === 'x' ? x : Number(word))
    else if (a === undefined || b === undefined) return { kind: 'error', cost, reason: `nothing to ${word} with` }
    else stack.push(operation(a, b))
  }
  const answer = stack.pop()
  return answer === undefined ? { kind: 'error', cost, reason: 'an empty stack' } : { kind: 'answer', cost, answer }
}

/** Programs of a language of our own, in this process: small enough to be safe, as none can loop. */
export default defineRunner({
  name: 'stack',
  create: () => ({
    cost: 'declared',
    repeatable: true,
    languages: 'any',
    async *run(requests) {
      for (const [at, { program, input }] of requests.entries()) yield [at, run(Object.values(program.files).join(' '), input as number)]
    },
  }),
})
