import assert from 'node:assert/strict'
import type { PastCall } from '../engine/contracts/agent.ts'
import type { AgentCapability, CaseSubject } from '../engine/contracts/agent-capability.ts'
import type { Requirement } from './archive.ts'

/** A capability that is put to the test. */
export interface CapabilitySubject {
  /** Makes a new one each time. */
  readonly make: () => AgentCapability
  readonly subject: CaseSubject
  /** Questions in the order in which they are asked on the case, all of which it takes; whether each is answered or refused is its affair. */
  readonly questions: readonly unknown[]
  /** Questions that its schema is to refuse. */
  readonly refused: readonly unknown[]
}

/** Questions of any kind. */
const odd: readonly unknown[] = [
  undefined,
  null,
  0,
  '',
  [],
  {},
  [[]],
  { __proto__: null },
  JSON.parse('{"__proto__":{"a":1}}'),
  'x'.repeat(100_000),
]

/** What a capability that answers where the program runs must do. */
export function capabilityRequirements({ make, subject, questions, refused }: CapabilitySubject): Requirement[] {
  /** What is answered to the questions one after the other. */
  async function answersOf(capability: AgentCapability): Promise<readonly PastCall[]> {
    const before: PastCall[] = []
    for (const question of questions) {
      const checked = capability.question.parse(question)
      const call = { capability: 'it', question: checked }
      try {
        const { value } = await capability.answer(checked, { subject, before: [...before] })
        before.push({ ...call, envelope: { ok: true, value: structuredClone(value) } })
      } catch (thrown) {
        assert.ok(thrown instanceof Error, 'throws what is no error')
        before.push({ ...call, envelope: { ok: false, error: thrown.message } })
      }
    }
    return before
  }
  return [
    {
      name: 'takes its questions, and refuses others without throwing',
      async run() {
        for (const question of questions) assert.ok(make().question.safeParse(question).success)
        for (const question of refused) assert.ok(!make().question.safeParse(question).success, JSON.stringify(question))
        for (const question of odd) make().question.safeParse(question)
      },
    },
    {
      name: 'answers alike whatever it answered before on other cases, as a function of the question and the calls before',
      async run() {
        const used = make()
        await answersOf(used)
        assert.deepEqual(await answersOf(used), await answersOf(make()))
      },
    },
    {
      name: 'answers by plain data, and leaves the case as it is',
      async run() {
        const before = structuredClone(subject)
        for (const { envelope } of await answersOf(make())) JSON.stringify(envelope)
        assert.deepEqual(structuredClone(subject), before)
      },
    },
  ]
}
