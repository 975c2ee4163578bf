import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CallOutcome, MemoryNote, NoteKind } from '../../engine/contracts/model.ts'
import type { ProposerCall } from '../../engine/contracts/ticket.ts'
import { stream } from '../../engine/contracts/random.ts'
import { bodyOf, contextOf, converse, individual, replyWith } from './fixtures/toy.ts'
import { createLearner, createMemory, type MemoryEvent, type MemoryState, recallFor, remember } from './memory.ts'
import { emptyNotebook, type NoteEvent, relevantNotes, takeNote } from './notes.ts'
import { addTemplate, chooseTemplate, createPool, creditTemplate } from './pool.ts'
import { createModelProposer, type ModelOptions } from './proposer.ts'
import { loadTemplates, readTemplate } from './templates.ts'
import { estimateTokens, priceOf } from '../../models/tokens.ts'

const shipped = loadTemplates()
const draw = { random: stream('draw'), underWay: [] }
const own = (advice: string): string => `${advice}\n\n{{statement}}\n{{parent}}\n{{error}}\n{{rejected}}\n{{notes}}\n{{format}}\n`
const templateOf = (advice: string): ReturnType<typeof createPool>[number] => {
  const read = readTemplate('offspring', own(advice))
  if (!read.ok) throw new Error(read.reason)
  return createPool([read.template])[0] as ReturnType<typeof createPool>[number]
}

describe('notes', () => {
  const noted = (about: NoteKind, text: string, scope: MemoryNote['scope'] = {}, ticket = 0): NoteEvent => ({
    type: 'note',
    ticket,
    about,
    scope,
    text,
  })
  const book = (...events: readonly NoteEvent[]): readonly MemoryNote[] => events.reduce(takeNote, emptyNotebook).notes

  test('an attempt becomes a lesson or a rejection when its ticket commits, and is not seen before', () => {
    const attempts = [noted('attempt', 'double it', { parent: 3 }, 7), noted('attempt', 'halve it', { parent: 3 }, 8)]
    expect(book(...attempts)).toEqual([])
    const settled = book(
      ...attempts,
      { type: 'settle', ticket: 8, gain: false, result: 'score 1, not better' },
      { type: 'settle', ticket: 7, gain: true, result: 'score 4' },
    )
    expect(settled).toEqual([
      { number: 1, kind: 'rejection', scope: { parent: 3 }, text: 'halve it: score 1, not better' },
      { number: 2, kind: 'lesson', scope: { parent: 3 }, text: 'double it: score 4' },
    ])
  })

  test('can be retired, by hand and by a summary', () => {
    const three = ['a', 'b', 'c'].map((text) => noted('lesson', text))
    expect(book(...three, { type: 'retire', notes: [2] }).map(({ text }) => text)).toEqual(['a', 'c'])
    const summed = { ...noted('summary', 'abc'), retire: [1, 2, 3] } as NoteEvent
    expect(book(...three, summed).map(({ number, text }) => [number, text])).toEqual([[4, 'abc']])
  })

  test('are kept up to a number, the oldest going first, summaries and notes last', () => {
    const many = Array.from({ length: 700 }, (_, k) => noted(k === 0 ? 'user' : 'lesson', `${k}`))
    const kept = book(...many)
    expect(kept).toHaveLength(200)
    expect(kept[0]?.text).toBe('0')
    expect(kept[1]?.text).toBe('501')
  })

  test('concern a prompt by parent, case, file and island, in that order, the newest first', () => {
    const situation = { parents: [3], island: 1, files: ['a.ts'], cases: [0, 2] }
    const notes = book(
      noted('reflection', 'any'),
      noted('reflection', 'this island', { island: 1 }),
      noted('reflection', 'another island', { island: 2 }),
      noted('reflection', 'this file', { file: 'a.ts' }),
      noted('reflection', 'another file', { file: 'b.ts' }),
      noted('reflection', 'this case', { case: 2 }),
      noted('reflection', 'another case', { case: 1 }),
      noted('reflection', 'this parent', { parent: 3 }),
      noted('reflection', 'another parent', { parent: 4 }),
      noted('user', 'a user'),
      noted('reflection', 'any, later'),
    )
    expect(relevantNotes(notes, situation, 1000).map(({ text }) => text)).toEqual([
      'a user',
      'this parent',
      'this case',
      'this file',
      'this island',
      'any, later',
      'another island',
      'any',
    ])
  })

  test('never take more tokens than there are, and their order is total', () => {
    const note = fc.record({
      about: fc.constantFrom<NoteKind>('lesson', 'rejection', 'reflection', 'summary', 'user'),
      scope: fc.record({ parent: fc.nat(2), island: fc.nat(2), case: fc.nat(2) }, { requiredKeys: [] }),
      text: fc.string({ maxLength: 200 }),
    })
    fc.assert(
      fc.property(fc.array(note, { maxLength: 40 }), fc.nat(200), (drafts, tokens) => {
        const notes = book(...drafts.map(({ about, scope, text }) => noted(about, text, scope)))
        const situation = { parents: [0], island: 0, files: [], cases: [0] }
        const chosen = relevantNotes(notes, situation, tokens)
        expect(chosen.reduce((sum, { text }) => sum + estimateTokens(text), 0)).toBeLessThanOrEqual(tokens)
        expect(relevantNotes(notes.toReversed(), situation, tokens)).toEqual(chosen)
      }),
    )
  })
})

describe('the pool of templates', () => {
  test('asks most with the templates that gain, and keeps trying the others', () => {
    let pool = createPool([templateOf('poor'), templateOf('good')])
    const good = templateOf('good').id
    const used: string[] = []
    for (let k = 0; k < 300; k++) {
      const template = chooseTemplate(pool, 'offspring', stream(`choice/${k}`))?.id ?? ''
      used.push(template)
      pool = creditTemplate(pool, { template, gain: stream(`truth/${k}`).next() < (template === good ? 0.3 : 0.03) })
    }
    expect(used.slice(100).filter((id) => id === good).length).toBeGreaterThan(160)
    expect(used.filter((id) => id !== good).length).toBeGreaterThan(5)
  })

  test('has room for a few; the least of those that were tried goes, never one that it began with', () => {
    let pool = createPool([templateOf('first')])
    for (let k = 0; k < 6; k++) pool = addTemplate(pool, templateOf(`t${k}`), 1)
    expect(addTemplate(pool, templateOf('t7'), 1)).toBe(pool)
    for (const [k, entry] of pool.entries()) {
      for (let call = 0; call < 10; call++) pool = creditTemplate(pool, { template: entry.id, gain: k !== 0 && k !== 3 && call < 3 })
    }
    const grown = addTemplate(pool, templateOf('t7'), 1)
    expect(grown.map(({ id }) => id)).toEqual([...pool.filter((_, k) => k !== 3).map(({ id }) => id), templateOf('t7').id])
    expect(addTemplate(grown, templateOf('t7'), 1)).toBe(grown)
    expect(creditTemplate(grown, { template: 'unknown', gain: true })).toBe(grown)
  })
})

describe('the memory of a run', () => {
  const call = (ticket: number, more: Partial<Extract<MemoryEvent, { type: 'call' }>> = {}): MemoryEvent => ({
    type: 'call',
    ticket,
    purpose: 'offspring',
    model: 'small',
    template: shipped[0]?.id ?? '',
    cost: 100,
    ...more,
  })
  const after = (...events: readonly MemoryEvent[]): MemoryState => events.reduce(remember, createMemory(shipped))

  test('credits a ticket’s calls when it commits: every cost, and its gain once', () => {
    const events: readonly MemoryEvent[] = [
      call(1),
      call(1, { purpose: 'repair', cost: 50 }),
      call(1, { purpose: 'reflect', cost: 7 }),
      call(2, { model: 'large' }),
      { type: 'settle', ticket: 1, gain: true, result: '' },
    ]
    const state = after(...events)
    expect(state.models).toEqual([{ name: 'small', calls: 2, gains: 1, cost: 150 }])
    expect(state.open).toHaveLength(1)
    expect(after(...events, { type: 'settle', ticket: 2, gain: false, result: '' }).models[1]).toEqual({
      name: 'large',
      calls: 1,
      gains: 0,
      cost: 100,
    })
  })

  test('takes in templates, but nothing that is none', () => {
    const state = after(
      { type: 'template', purpose: 'offspring', text: own('think') },
      { type: 'template', purpose: 'offspring', text: 'think' },
    )
    expect(state.pool).toHaveLength(shipped.length + 1)
  })

  test('hears what is said on tickets and by users, and settles it when they commit', () => {
    const learner = createLearner(shipped, ['model'])
    const ask = { purpose: 'offspring', model: 'small', template: shipped[0]?.id ?? '', attempt: 1 } as const
    const call: ProposerCall = {
      kind: 'call',
      ask,
      request: '',
      outcome: { kind: 'reply', text: '' },
      attempts: 1,
      tokens: { sent: 1, received: 1 },
      cost: 30,
    }
    let memory = learner.initial
    for (const ticket of [1, 2]) {
      for (const said of [call, { kind: 'note', about: 'attempt', scope: { parent: 1 }, text: 'double it' } as const]) {
        memory = learner.record(memory, ticket, said)
      }
    }
    expect(learner.view(memory, { island: 0, parents: [1] }, draw)).toMatchObject({ island: 0, parents: [1], notes: [], models: [] })
    memory = learner.reduce(memory, { ticket: 2, gain: true, result: 'score 4' })
    memory = learner.reduce(memory, { ticket: 1, gain: false, result: 'score 1' })
    memory = learner.record(memory, 0, { kind: 'note', about: 'user', scope: {}, text: 'think of seven', retire: [2] })
    memory = learner.record(memory, 3, { kind: 'template', purpose: 'offspring', text: own('think') })
    const { notes, models, templates } = learner.view(memory, { island: 0, parents: [1] }, draw)
    expect(models).toEqual([{ name: 'small', calls: 2, gains: 1, cost: 60 }])
    expect(notes).toEqual([
      { number: 1, kind: 'lesson', scope: { parent: 1 }, text: 'double it: score 4' },
      { number: 3, kind: 'user', scope: {}, text: 'think of seven' },
    ])
    expect(templates).toHaveLength(shipped.length + 1)
    expect([learner.asks('model'), learner.asks('genetic')]).toEqual([true, false])
  })

  /**
   * A small search: one parent after the other is asked about, commits settle the notes, and what gains becomes the parent.
   * Returns the largest number found.
   */
  function search(model: Parameters<typeof converse>[1], options: Partial<ModelOptions>, tickets: number): number {
    const voices = {
      ensemble: { models: [{ name: 'm', weight: 1 }] },
      templates: shipped,
      crossoverEvery: 0,
      summarizeEvery: 0,
      templateUpdateEvery: 0,
    }
    const proposer = createModelProposer({ ...voices, ...options })
    let state = createMemory(shipped)
    let body = '1'
    for (let ticket = 1; ticket <= tickets; ticket++) {
      const memory = recallFor(state, { island: 0, parents: [Number.parseInt(body, 10)] }, { ...draw, random: stream(`draw/${ticket}`) })
      const context = contextOf({ parents: [individual(body)], memory }, `search/${ticket}`)
      const { result, requests } = converse(proposer.propose(context), model)
      for (const request of requests) {
        if (request.kind === 'ask') {
          const { purpose, model: name, template } = request
          state = remember(state, { type: 'call', ticket, purpose, model: name, template, cost: 1 })
        } else if (request.kind === 'note') state = remember(state, { ...request, type: 'note', ticket })
        else if (request.kind === 'template') state = remember(state, { ...request, type: 'template' })
      }
      const found = result.kind === 'program' ? bodyOf(result.files) : body
      const gain = Number.parseInt(found, 10) > Number.parseInt(body, 10)
      state = remember(state, { type: 'settle', ticket, gain, result: gain ? 'better' : 'not better' })
      if (gain) body = found
    }
    return Number.parseInt(body, 10)
  }
  const parentOf = (slots: Readonly<Record<string, string>>): string => /return (\S+)/.exec(slots.parent ?? '')?.[1] ?? ''

  test('of rejected attempts keeps a model from trying the same again; without it nothing is found', () => {
    /** Tries the numbers from -5 on, leaving out those that it is told were rejected. */
    const stubborn: Parameters<typeof search>[0] = ({ slots }): CallOutcome => {
      const rejected = new Set([...(slots.rejected ?? '').matchAll(/=======\n {2}return (-?\d+)/g)].map(([, number]) => Number(number)))
      const next = Array.from({ length: 20 }, (_, k) => k - 5).find((number) => !rejected.has(number) && number !== Number(parentOf(slots)))
      return replyWith(parentOf(slots), String(next))
    }
    expect(search(stubborn, { reflectEvery: 0 }, 12)).toBeGreaterThan(1)
    expect(search(stubborn, { reflectEvery: 0, omit: ['rejected'] }, 12)).toBe(1)
  })

  test('of what failures taught: a model that reflects finds what it did not see; without it nothing is found', () => {
    const blind: Parameters<typeof search>[0] = ({ purpose, slots }): CallOutcome =>
      purpose === 'reflect'
        ? { kind: 'reply', text: 'Try seven.' }
        : replyWith(parentOf(slots), (slots.notes ?? '').includes('Try seven.') ? '7' : '0')
    expect(search(blind, { reflectEvery: 1 }, 5)).toBe(7)
    expect(search(blind, { reflectEvery: 0 }, 5)).toBe(1)
    expect(search(blind, { reflectEvery: 1, omit: ['notes'] }, 5)).toBe(1)
  })

  test('of templates: one that a model wrote serves, gains, and is asked with; without updates nothing is found', () => {
    const advised = new Map(shipped.map(({ id, text }) => [id, text]))
    const obedient: Parameters<typeof search>[0] = ({ purpose, slots, template }): CallOutcome => {
      if (purpose !== 'template') {
        const advice = advised.get(template) ?? own('Count upwards.')
        const now = parentOf(slots)
        return replyWith(now, advice.includes('Count upwards.') ? String(Number(now) + 1) : '0')
      }
      return { kind: 'reply', text: `\`\`\`\n${own('Count upwards.')}\`\`\`` }
    }
    expect(search(obedient, { reflectEvery: 0, templateUpdateEvery: 2 }, 30)).toBeGreaterThan(10)
    expect(search(obedient, { reflectEvery: 0, templateUpdateEvery: 0 }, 30)).toBe(1)
  })

  test('questions about one parent that are under way together are asked with different templates', () => {
    const underWay: ReturnType<typeof recallFor>[] = []
    for (let k = 0; k < 14; k++)
      underWay.push(recallFor(createMemory(shipped), { island: 0, parents: [1] }, { random: stream(`d/${k}`), underWay: [...underWay] }))
    const kinds = shipped.filter(({ purpose }) => purpose === 'offspring').length
    expect(new Set(underWay.slice(0, kinds).map(({ directive }) => directive?.template)).size).toBe(kinds)
    expect(new Set(underWay.map(({ directive }) => `${directive?.template} ${directive?.others}`)).size).toBe(14)
    expect(underWay.map(({ directive }) => directive?.siblings)).toEqual(underWay.map((_, k) => k))
    const { directive } = recallFor(createMemory(shipped), { island: 0, parents: [2] }, { random: stream('x'), underWay })
    expect(directive).toMatchObject({ siblings: 0, others: 0 })
  })

  test('is the same when a journal is read again, from any state that was stored', () => {
    const event = fc.oneof(
      fc.record({
        type: fc.constant('call' as const),
        ticket: fc.nat(5),
        purpose: fc.constantFrom('offspring' as const, 'reflect' as const),
        model: fc.constantFrom('a', 'b'),
        template: fc.constant(shipped[0]?.id ?? ''),
        cost: fc.nat(100),
      }),
      fc.record({
        type: fc.constant('note' as const),
        ticket: fc.nat(5),
        about: fc.constantFrom<NoteKind>('attempt', 'lesson'),
        scope: fc.constant({}),
        text: fc.string(),
      }),
      fc.record({ type: fc.constant('settle' as const), ticket: fc.nat(5), gain: fc.boolean(), result: fc.string() }),
      fc.record({ type: fc.constant('retire' as const), notes: fc.array(fc.nat(9)) }),
      fc
        .string()
        .map((text) => ({ type: 'template' as const, purpose: 'offspring' as const, text: own(text.replaceAll(/[{}\n`~]/g, '')) })),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), fc.nat(60), (events, cut) => {
        const half = events.slice(0, cut).reduce<MemoryState>(remember, createMemory(shipped))
        const stored = JSON.parse(JSON.stringify(half)) as MemoryState
        expect(events.slice(cut).reduce<MemoryState>(remember, stored)).toEqual(events.reduce<MemoryState>(remember, createMemory(shipped)))
      }),
    )
  })
})

describe('tokens', () => {
  test('are about four bytes, and are priced by the million', () => {
    expect(estimateTokens('')).toBe(0)
    expect(estimateTokens('12345')).toBe(2)
    expect(estimateTokens('日本語')).toBe(3)
    expect(priceOf({ input: 3_000_000, output: 15_000_000 }, { input: 1000, output: 200 })).toBe(6000)
    expect(priceOf({ input: 150_000, output: 600_000 }, { input: 1, output: 0 })).toBe(1)
    expect(priceOf({ input: 0, output: 0 }, { input: 9, output: 9 })).toBe(0)
  })
})
