import { afterAll, describe, expect, test } from 'vitest'
import { capabilityRequirements } from '../../conformance/capability.ts'
import { completeOptionsOf } from '../../engine/contracts/registry.ts'
import { closeSpares } from '../isolate/sandbox/supervisor.ts'
import { capabilityParts } from './capabilities/index.ts'
import { agentOf, agentProblem } from './fixtures/problems.ts'
import { openSolutions } from './solutions.ts'

const problem = { ...agentProblem([]), model: () => 'said' }
const asked = { ...problem, agent: { ...problem.agent, person: (question: string) => `yes to ${question}` } }
const solutions = openSolutions(asked, { entry: 'add(x: number): number', fuel: 100_000 }, 'none')
const subject = { program: agentOf('return 1'), set: 'train', case: 0, input: 1 } as const

afterAll(async () => {
  await solutions.close()
  await closeSpares()
})

const add = { 'a.js': 'export function add(x) { return x + 1 }' }

/** Questions of each capability in turn, and some that it is to refuse. */
const subjects: Readonly<Record<string, { readonly questions: readonly unknown[]; readonly refused: readonly unknown[] }>> = {
  ask: {
    questions: [{ user: 'x' }, { messages: [{ role: 'user', content: 'x' }] }],
    refused: [{}, { user: 'x', role: 'judge' }, { user: 'x'.repeat(200_000) }],
  },
  files: {
    questions: [{ list: true }, { write: 'a/b.js', text: 'x' }, { read: 'a/b.js' }, { remove: 'a/b.js' }, { read: 'a/b.js' }],
    refused: [{}, { read: '../x' }, { read: '/etc/passwd' }, { write: 'a' }, { read: 'a', write: 'b' }],
  },
  note: { questions: [{ text: 'x' }], refused: [{}, { text: '' }, { text: 5 }] },
  person: { questions: [{ question: 'may I?' }], refused: [{}, { question: ' ' }] },
  test: { questions: [{ files: add }, { files: {} }, { files: { 'a.js': ']' } }, {}], refused: [{ files: 1 }, { files: { 'a.js': 1 } }] },
  tool: {
    questions: [
      { name: 'double', with: 2 },
      { name: 'double', with: 2 },
      { name: 'double', with: 'x' },
    ],
    refused: [{}, { name: 'constructor' }, { name: '__proto__' }],
  },
}

describe.each(capabilityParts.map((part) => [part.name, part] as const))('the capability %s', (name, part) => {
  const { questions, refused } = subjects[name] as (typeof subjects)[string]
  const make = () => part.create(completeOptionsOf(part, {}) as never, { problem: asked, solutions })
  for (const requirement of capabilityRequirements({ make, subject, questions, refused })) test(requirement.name, requirement.run)
})

test('every capability has a subject', () => expect(capabilityParts.map(({ name }) => name).sort()).toEqual(Object.keys(subjects).sort()))
