import { expect, test } from 'vitest'
import type { Step, Trace } from '../../engine/contracts/trace.ts'
import { MOST, rowsOf } from './traces.ts'
import { LIMITS } from './truncate.ts'

const step = (call: number, more: Partial<Step> = {}): Step => ({
  address: { evaluation: 1, case: 0, call },
  call: { capability: 'ask', question: { role: 'task', step: 'answer', messages: [{ role: 'user', content: 'x' }] } },
  envelope: { ok: true, value: 'said' },
  cost: { attempts: 1, tokens: { sent: 7, received: 2 }, cost: 30 },
  ...more,
})
const trace = (steps: readonly Step[], more: Partial<Trace> = {}): Trace => ({
  program: 1,
  set: 'train',
  case: 0,
  steps,
  result: { verdict: 'scored', score: 1, metrics: {}, fuel: 9 },
  ...more,
})

test('a case has the sums of its calls, and time where replies came from outside', () => {
  const [row] = rowsOf([trace([step(0, { took: 40 }), step(1, { took: 60 }), step(2)])])
  expect(row).toMatchObject({ count: 3, sent: 21, received: 6, cost: 90, took: 100, score: 1 })
  expect(row?.calls.map(({ took }) => took)).toEqual([40, 60, undefined])
  expect(rowsOf([trace([step(0)])])[0]).not.toHaveProperty('took')
})

test('is capped: cases, calls, messages, and characters of each', () => {
  const long = 'x'.repeat(10 * LIMITS.text)
  const messages = Array.from({ length: 61 }, (_, k) => ({ role: 'user', content: `${k} ${long}` }))
  const large = step(0, {
    call: { capability: 'ask', question: { role: long, messages } },
    envelope: { ok: true, value: { text: long } },
    model: long,
  })
  const traces = Array.from({ length: 1000 }, (_, k) =>
    trace(
      Array.from({ length: 1000 }, () => large),
      { case: k, answer: { deep: long } },
    ),
  )
  const rows = rowsOf(traces)
  expect(rows).toHaveLength(MOST.cases)
  expect(rows[0]).toMatchObject({ cut: 1000 - MOST.calls, count: 1000, answer: { whole: expect.any(Number) as number } })
  const [call] = rows[0]?.calls ?? []
  expect(call?.messages.map(({ said }) => said.text.slice(0, 3).trim())).toEqual(['0 x', '54', '55', '56', '57', '58', '59', '60'])
  expect(call).toMatchObject({ cut: 53, said: { whole: long.length } })
  expect(JSON.stringify(rows).length).toBeLessThan(MOST.cases * (MOST.calls * (MOST.messages + 2) + 2) * (LIMITS.text + 200))
})

test('what is no question, no message and no reply is told all the same', () => {
  const odd = [
    step(0, { call: { capability: 'ask', question: { request: 'a hash' } } }),
    step(1, { call: { capability: 'ask', question: null }, envelope: { ok: false, error: 'spent' } }),
    step(2, { call: { capability: 'ask', question: { messages: [{ content: 5 }] } }, envelope: { ok: true, value: undefined } }),
  ]
  expect(rowsOf([trace(odd)])[0]?.calls).toMatchObject([
    { name: 'ask', messages: [], answered: true },
    { name: 'ask', messages: [], answered: false, said: { text: 'spent' } },
    { name: 'ask', messages: [{ role: 'undefined', said: { text: '5' } }], said: { text: '' } },
  ])
})
