import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ask } from '../../../engine/contracts/model.ts'
import type { Receipt } from './call.ts'
import { createCassette, keyOf, play, type Recording } from './cassette.ts'

const ask = (change: Partial<Ask> = {}): Ask => ({
  kind: 'ask',
  purpose: 'offspring',
  model: 'm',
  template: 't',
  slots: { parent: 'const goal = 0', notes: '' },
  parameters: { temperature: 0.7 },
  attempt: 1,
  ...change,
})

const receipt = (text: string): Receipt => ({
  outcome: { kind: 'reply', text },
  attempts: 1,
  tokens: { sent: 1, received: 1 },
  estimated: false,
})

describe('the key of a request', () => {
  test('does not depend on the order of slots, and on nothing but the request', () => {
    expect(keyOf(ask())).toBe(keyOf(ask({ slots: { notes: '', parent: 'const goal = 0' }, purpose: 'repair' })))
  })

  test.each<[string, Partial<Ask>]>([
    ['model', { model: 'n' }],
    ['template', { template: 'u' }],
    ['slots', { slots: { parent: 'const goal = 1', notes: '' } }],
    ['slot names', { slots: { parent: 'const goal = 0', note: '' } }],
    ['temperature', { parameters: { temperature: 0.8 } }],
    ['effort', { parameters: { temperature: 0.7, effort: 'low' } }],
    ['length', { parameters: { temperature: 0.7, maxTokens: 5 } }],
    ['attempt', { attempt: 2 }],
  ])('changes with the %s', (_name, change) => {
    expect(keyOf(ask(change))).not.toBe(keyOf(ask()))
  })

  test('tells slots apart whatever stands in them', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), fc.dictionary(fc.string(), fc.string()), (a, b) => {
        const names = Object.keys(a)
        const same = names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
        expect(keyOf(ask({ slots: a })) === keyOf(ask({ slots: b }))).toBe(same)
      }),
    )
  })
})

/** A proposer in small: asks twice, and gives what it was told. */
function* proposer(second: string): Generator<Ask, string, Receipt> {
  const texts: string[] = []
  for (const [at, slot] of ['first', second].entries()) {
    const { outcome } = yield ask({ slots: { slot }, attempt: at + 1 })
    texts.push(outcome.kind === 'reply' ? outcome.text : outcome.kind)
  }
  return texts.join(' ')
}

function drive(ticket: number, second: string, answer: (ticket: number, ask: Ask) => Receipt): string {
  const run = proposer(second)
  let step = run.next()
  while (step.done !== true) step = run.next(answer(ticket, step.value))
  return step.value
}

describe('a cassette', () => {
  const recordings: Recording[] = []
  const record = (ticket: number, request: Ask): Receipt => {
    const told = receipt(`${ticket}.${request.attempt}`)
    recordings.push({ ticket, key: keyOf(request), receipt: told })
    return told
  }
  const original = [7, 8].map((ticket) => drive(ticket, 'second', record))

  test('gives every ticket what it was given, also where two asked the same', () => {
    const cassette = createCassette(recordings)
    expect([7, 8].map((ticket) => drive(ticket, 'second', (at, request) => play(cassette, at, request)))).toEqual(original)
    expect(original).toEqual(['7.1 7.2', '8.1 8.2'])
  })

  test('stops at the first request that it does not hold, naming ticket and key', () => {
    const cassette = createCassette(recordings)
    const key = keyOf(ask({ slots: { slot: 'other' }, attempt: 2 }))
    const run = (): string => drive(8, 'other', (at, request) => play(cassette, at, request))
    expect(run).toThrow(
      expect.objectContaining({ code: 'CASSETTE_MISSING', message: expect.stringMatching(new RegExp(`ticket 8 .*${key}`)) as string }),
    )
  })
})
