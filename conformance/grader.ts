import assert from 'node:assert/strict'
import type { Envelope } from '../engine/contracts/capability.ts'
import type { GradedCase, Grader, Mark } from '../engine/contracts/grader.ts'
import type { Requirement } from './archive.ts'

/** A grader that is put to the test. */
export interface GraderSubject {
  /** Makes a new one each time. */
  readonly make: () => Grader
  /** Answers that it is to find better, each with its case, and one that it is to find worse there. */
  readonly pairs: readonly { readonly subject: GradedCase; readonly better: unknown; readonly worse: unknown }[]
  /** What is answered to its calls; nothing can be asked unless given. */
  readonly reply?: (question: unknown) => Envelope
}

/** Answers of any kind, some of them made to keep a grader busy. */
function* oddAnswers(): Generator {
  yield* [undefined, null, true, 0, -0, Number.NaN, Number.POSITIVE_INFINITY, '', ' ', '\uD800', [], {}, [[]], { a: undefined }]
  yield* [new Float64Array(3), [1, 'a', null], { __proto__: null, length: 3 }, '{', '```json\n{}\n```', '"' + '\\'.repeat(9999) + '"']
  for (const unit of ['a', ' ', '0', '.', ',', 'a ', '1,', '-', '\\', '"', '[', '{"a":', '🙂', 'a@'])
    yield unit.repeat(Math.floor(60_000 / unit.length))
  yield Array.from({ length: 50_000 }, (_, k) => k % 7)
  yield Array.from({ length: 60 }).reduce<unknown>((inner) => [inner], 0)
}

/** Milliseconds that the mark of an answer may take, on a machine that does other things too. */
const MOMENT = 2000

/** What a grader must do. */
export function graderRequirements({ make, pairs, reply }: GraderSubject): Requirement[] {
  const unasked: Envelope = { ok: false, error: 'no model is there to be asked' }
  function markOf(grader: Grader, subject: GradedCase, answer: unknown, answered = reply ?? (() => unasked)): Mark {
    const said = grader.grade(subject, answer)
    if (!('next' in said)) return said
    let turn = said.next()
    while (turn.done !== true) turn = said.next(answered(turn.value.question))
    return turn.value
  }
  return [
    {
      name: 'marks from 0 to 1, and says what is missing in a text or not at all',
      async run() {
        for (const { subject, better, worse } of pairs)
          for (const answer of [better, worse]) {
            const { score, why } = markOf(make(), subject, answer)
            assert.ok(score >= 0 && score <= 1, `a mark of ${score}`)
            assert.ok(why === undefined || typeof why === 'string')
          }
      },
    },
    {
      name: 'finds the better answer better',
      async run() {
        for (const { subject, better, worse } of pairs)
          assert.ok(markOf(make(), subject, better).score > markOf(make(), subject, worse).score, `case ${subject.name}`)
      },
    },
    {
      name: 'marks an answer alike however often it is asked, whatever it marked before, in any grader of these options',
      async run() {
        const used = make()
        for (const answer of oddAnswers()) for (const { subject } of pairs) markOf(used, subject, answer)
        for (const { subject, better, worse } of [...pairs, ...pairs.toReversed()])
          for (const answer of [worse, better]) assert.deepEqual(markOf(used, subject, answer), markOf(make(), subject, answer))
      },
    },
    {
      name: 'has a mark for any answer, and takes no more than a moment for it',
      async run() {
        const grader = make()
        for (const answer of oddAnswers())
          for (const { subject } of pairs) {
            const began = performance.now()
            const { score } = markOf(grader, subject, answer)
            assert.ok(score >= 0 && score <= 1, `a mark of ${score}`)
            assert.ok(performance.now() - began < MOMENT, `takes ${performance.now() - began} ms for an answer`)
          }
      },
    },
    {
      name: 'leaves the answer and the case as they are',
      async run() {
        for (const { subject, better, worse } of pairs) {
          const before = structuredClone([subject, better, worse])
          for (const answer of [better, worse]) markOf(make(), subject, answer)
          assert.deepEqual([subject, better, worse], before)
        }
      },
    },
    {
      name: 'passes nothing when its calls have no reply',
      async run() {
        for (const { subject, better } of pairs) {
          const said = make().grade(subject, better)
          if (!('next' in said)) continue
          assert.equal(markOf(make(), subject, better, () => unasked).score, 0)
        }
      },
    },
  ]
}
