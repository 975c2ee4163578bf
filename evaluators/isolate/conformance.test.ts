import { describe, test } from 'vitest'
import { runnerRequirements } from '../../conformance/index.ts'
import { makeProgram } from '../../languages/index.ts'
import { smallProblem } from './fixtures/problems.ts'
import { openIsolate } from './runner.ts'

const problem = smallProblem({
  train: [1, 2, 3].map((input) => ({ name: String(input), input, weight: 1 })),
  limits: { fuel: 100_000 },
})
const sound = ['x', '[x, { x }]', 'Math.max(x, 2)', '{ let s = 0; for (let i = 0; i < 100; i++) s += i * x; return s }']
const broken = ['x.no.way', '{ for (;;); }', '{ throw new Error("no") }', 'new ArrayBuffer(1e12)']
const write = (body: string): Record<string, string> => ({ 'program.js': `export const solve = (x) => ${body}` })

describe('the runner isolate', () => {
  for (const { name, run } of runnerRequirements({
    open: ({ problem: own, jail }) => openIsolate(own, { jail }),
    problem,
    makeProgram,
    sound: sound.map(write),
    broken: [...broken.map(write), { 'program.js': 'export const other = 1' }],
  }))
    test(name, run)
})
