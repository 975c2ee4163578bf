import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Ask, CallOutcome } from '../../engine/contracts/model.ts'
import type { Context, Proposal } from '../../engine/contracts/proposer.ts'
import { stream } from '../../engine/contracts/random.ts'
import { bodyOf, contextOf, converse, individual, memoryOf, replyWith } from './fixtures/toy.ts'
import { createModelProposer, type ModelOptions } from './proposer.ts'
import { writeInitial } from './initial-programs.ts'
import { loadTemplates } from './templates.ts'

const templates = loadTemplates()
const voices = { ensemble: { models: [{ name: 'small', weight: 1 }] }, templates }
const quiet = { ...voices, crossoverEvery: 0, reflectEvery: 0, summarizeEvery: 0, templateUpdateEvery: 0 }

const run = (
  context: Context,
  model: (ask: Ask) => CallOutcome,
  options: Partial<ModelOptions> = {},
): ReturnType<typeof converse<Proposal>> => converse(createModelProposer({ ...quiet, ...options }).propose(context), model)

const proposed = (proposal: Proposal): string => (proposal.kind === 'program' ? bodyOf(proposal.files) : proposal.reason)

describe('a proposal of a model', () => {
  test('is what its reply makes of the parent; the call names model, template, slots and parameters', () => {
    const ensemble = { models: [{ name: 'small', weight: 1, parameters: { temperature: 0.7, effort: 'low' } as const }] }
    const { result, asks } = run(contextOf(), () => replyWith('1', '2'), { ensemble })
    expect(result).toMatchObject({ kind: 'program', operator: 'small/offspring' })
    expect(proposed(result)).toBe('2')
    expect(asks).toHaveLength(1)
    expect(asks[0]).toMatchObject({
      kind: 'ask',
      purpose: 'offspring',
      model: 'small',
      template: expect.toSatisfy((id) => templates.some((each) => each.purpose === 'offspring' && each.id === id)),
      parameters: { temperature: 0.7, effort: 'low' },
      attempt: 1,
    })
    expect(asks[0]?.slots).toMatchObject({ statement: 'Return a large number.', parent: expect.stringContaining('return 1') })
  })

  test.each(['cut', 'refused', 'empty', 'invalid', 'limited', 'unavailable', 'timeout', 'too large'] as const)(
    'is a failure when the call ends as %s, and the model is not asked again',
    (kind) => {
      const { result, asks } = run(contextOf(), () => ({ kind, reason: 'so it was' }))
      expect(result).toEqual({ kind: 'failure', operator: 'small/offspring', reason: `${kind}: so it was` })
      expect(asks).toHaveLength(1)
    },
  )

  test('that matches nothing is told back once, as the next turn of the conversation, with the nearest lines', () => {
    const heard = ({ turns: [turn] = [] }: Ask): CallOutcome =>
      replyWith(turn?.reply.includes('return one') === true && turn.error.includes('line of program.ts is 3:') ? '1' : 'one', '2')
    const { result, asks } = run(contextOf(), heard)
    expect(proposed(result)).toBe('2')
    expect(asks.map(({ attempt }) => attempt)).toEqual([1, 2])
    expect(asks[1]?.slots).toEqual(asks[0]?.slots)
    expect(asks[1]?.turns?.[0]?.error).toContain('```text\n  return 1\n```')
    const deaf = run(contextOf(), () => replyWith('one', '2'))
    expect(deaf.asks).toHaveLength(2)
    expect(deaf.result).toMatchObject({ kind: 'failure', reason: expect.stringContaining('unmatched') })
  })

  test.each([
    ['unchanged', replyWith('1', '1 // better')],
    ['truncated', { kind: 'reply', text: '<<<<<<< SEARCH\n  return 1' }],
  ] as const)('%s is a failure at once', (reason, outcome) => {
    const { result, asks } = run(contextOf(), () => outcome)
    expect(result).toMatchObject({ kind: 'failure', reason: expect.stringContaining(reason) })
    expect(asks).toHaveLength(1)
  })

  test('may be as large as models may write, whatever the others may', () => {
    const long = replyWith('1', `2${' + 0'.repeat(60)}`)
    expect(run(contextOf({ room: 2000 }), () => long).result.kind).toBe('program')
    expect(run(contextOf(), () => long).result).toMatchObject({ kind: 'failure', reason: expect.stringContaining('oversized') })
    expect(run(contextOf({ room: 2000 }), () => long, { size: 80 }).result.kind).toBe('failure')
  })

  test('that repeats an inspiration is unchanged', () => {
    const { result } = run(contextOf({ inspirations: [individual('2')] }), () => replyWith('1', '2'))
    expect(result).toMatchObject({ kind: 'failure', reason: expect.stringContaining('unchanged') })
  })
})

describe('repair', () => {
  /** Fixes a program only when it is told what is wrong with it. */
  const model = ({ purpose, slots }: Ask): CallOutcome =>
    purpose === 'repair' && slots.error?.includes('TypeError in fail()') === true ? replyWith('fail()', '3') : replyWith('1', 'fail()')

  test('sends a program that does not score back with its error; without it the program fails', () => {
    const on = run(contextOf(), model)
    expect(on.asks.map(({ purpose }) => purpose)).toEqual(['offspring', 'repair'])
    expect(proposed(on.result)).toBe('3')
    const off = run(contextOf(), model, { maxRepairs: 0 })
    expect(off.asks).toHaveLength(1)
    expect(proposed(off.result)).toBe('fail()')
    expect(proposed(run(contextOf(), model, { omit: ['error'] }).result)).toBe('fail()')
  })

  test('is what a failing parent asks for', () => {
    const { result, asks } = run(contextOf({ parents: [individual('fail()')] }), model)
    expect(asks.map(({ purpose }) => purpose)).toEqual(['repair'])
    expect(proposed(result)).toBe('3')
  })

  test('that brings nothing leaves the program as it was', () => {
    const { result } = run(contextOf(), ({ purpose }) => (purpose === 'repair' ? { kind: 'timeout' } : replyWith('1', 'fail()')))
    expect(proposed(result)).toBe('fail()')
  })
})

describe('crossover', () => {
  test('shows the second parent first, and combines what stands in both', () => {
    const model = ({ purpose, slots }: Ask): CallOutcome => {
      const other = purpose === 'crossover' ? /Second parent[\s\S]*?return (\d+)/.exec(slots.inspirations ?? '')?.[1] : undefined
      return replyWith('1', other === undefined ? '0' : `1${other}`)
    }
    const two = run(contextOf({ parents: [individual('1'), individual('7')] }), model)
    expect(two.result.operator).toBe('small/crossover')
    expect(proposed(two.result)).toBe('17')
    expect(proposed(run(contextOf({ inspirations: [individual('7')] }), model, { crossoverEvery: 1 }).result)).toBe('17')
    expect(proposed(run(contextOf({ inspirations: [individual('7')] }), model).result)).toBe('0')
    expect(proposed(run(contextOf({ parents: [individual('1'), individual('7')] }), model, { omit: ['inspirations'] }).result)).toBe('0')
  })

  test('takes the inspiration that wins the most, and none that wins nowhere', () => {
    const model = ({ slots }: Ask): CallOutcome =>
      replyWith('5', `5${/Second parent[\s\S]*?return (\d+)/.exec(slots.inspirations ?? '')?.[1] ?? ''}`)
    const with5 = (...bodies: readonly string[]): Context => contextOf({ parents: [individual('5')], inspirations: bodies.map(individual) })
    expect(proposed(run(with5('3', '6'), model, { crossoverEvery: 1 }).result)).toBe('56')
    expect(run(with5('3', '4'), model, { crossoverEvery: 1 }).result.operator).toBe('small/offspring')
  })
})

describe('what is written down', () => {
  const memory = memoryOf({ parents: [12], island: 3 })

  test('is the attempt: what the model said, and the change, scoped to parent and island', () => {
    const { requests } = run(contextOf({ memory }), () => replyWith('1', '2', 'Two is larger.'))
    expect(requests.at(-1)).toEqual({
      kind: 'note',
      about: 'attempt',
      scope: { parent: 12, island: 3 },
      text: expect.stringMatching(
        /^Two is larger\. \[program\.ts\]\n\n### file: program\.ts\n<{7} SEARCH\n {2}return 1\n={7}\n {2}return 2\n>{7} REPLACE$/,
      ),
    })
  })

  test('has the words of the idea when its program was repaired', () => {
    const model = ({ purpose }: Ask): CallOutcome =>
      purpose === 'repair' ? replyWith('fail()', '3', 'A typing mistake.') : replyWith('1', 'fail()', 'Three is larger.')
    const { requests } = run(contextOf({ memory }), model)
    expect(requests.at(-1)).toMatchObject({
      about: 'attempt',
      text: expect.stringMatching(/^Three is larger\. \[program\.ts\]\n\n[\s\S]*return 3/),
    })
  })

  test('is also an attempt of which no program came, but not that no reply came', () => {
    const { requests, result } = run(contextOf({ memory }), () => replyWith('1', '1 // two', 'Say two.'))
    expect(requests.at(-1)).toEqual({ kind: 'note', about: 'attempt', scope: { parent: 12, island: 3 }, text: 'Say two.' })
    expect(result.kind).toBe('failure')
    expect(run(contextOf({ memory }), () => ({ kind: 'timeout' })).requests).toHaveLength(1)
  })

  test('is a reflection after a change that did not help, and after no other', () => {
    const model =
      (to: string) =>
      ({ purpose }: Ask): CallOutcome =>
        purpose === 'reflect' ? { kind: 'reply', text: 'Zero is smaller than one.' } : replyWith('1', to)
    const worse = run(contextOf({ memory }), model('0'), { reflectEvery: 1 })
    expect(worse.asks.at(-1)).toMatchObject({ purpose: 'reflect', slots: { error: expect.stringContaining('return 0') } })
    expect(worse.requests.at(-1)).toMatchObject({ kind: 'note', about: 'reflection', text: 'Zero is smaller than one.' })
    expect(run(contextOf({ memory }), model('2'), { reflectEvery: 1 }).asks).toHaveLength(1)
    expect(run(contextOf({ memory }), model('0'), { reflectEvery: 0 }).asks).toHaveLength(1)
  })

  test('is now and then a summary, which retires what it sums up but rejections and notes', () => {
    const kinds = ['lesson', 'rejection', 'reflection', 'user', 'lesson'] as const
    const notes = kinds.map((kind, k) => ({ number: k + 1, kind, scope: {}, text: `note ${k}` }))
    const model = ({ purpose, slots }: Ask): CallOutcome =>
      purpose === 'summary' ? { kind: 'reply', text: `of ${slots.notes?.match(/note \d/g)?.length}` } : replyWith('1', '2')
    const { requests } = run(contextOf({ memory: memoryOf({ notes }) }), model, { summarizeEvery: 1 })
    expect(requests.filter(({ kind }) => kind === 'note')[0]).toEqual({
      kind: 'note',
      about: 'summary',
      scope: {},
      text: 'of 4',
      retire: [1, 3, 5],
    })
  })

  test('is now and then a template; one that lacks a slot is told back once', () => {
    const fresh = '## Statement\n\n{{statement}}\n\n## Parent\n\n{{parent}}\n\n## Error\n\n{{error}}\n\n## Reply format\n\n{{format}}'
    const model = ({ purpose, slots }: Ask): CallOutcome =>
      purpose !== 'template'
        ? replyWith('1', '2')
        : {
            kind: 'reply',
            text: `\`\`\`\`\n${slots.error?.includes('lacks the slot error') === true ? fresh : fresh.replace('{{error}}', '')}\n\`\`\`\``,
          }
    const { requests, asks } = run(contextOf({ memory }), model, { templateUpdateEvery: 1 })
    expect(asks.map(({ purpose }) => purpose)).toEqual(['template', 'template', 'offspring'])
    expect(asks[0]?.slots.template).toContain('{{statement}}')
    expect(requests.find(({ kind }) => kind === 'template')).toEqual({ kind: 'template', purpose: 'offspring', text: `${fresh}\n` })
  })
})

describe('a first program', () => {
  const question = (key: string): Parameters<typeof writeInitial>[1] => ({ ...contextOf(), random: stream(key) })
  const program = (body: string): CallOutcome => ({ kind: 'reply', text: `\`\`\`ts\nexport function f() {\n  return ${body}\n}\n\`\`\`` })

  test('is the first of a reply that scores', () => {
    const { result, asks } = converse(writeInitial(voices, question('a')), () => program('1'))
    expect(result).toEqual({
      kind: 'program',
      operator: 'small/initial',
      files: { 'program.ts': 'export function f() {\n  return 1\n}\n' },
    })
    expect(asks.map(({ purpose }) => purpose)).toEqual(['initial'])
  })

  test('is asked for again with what was wrong, and given up in the end', () => {
    const late = converse(writeInitial(voices, question('b')), ({ slots }) => {
      if (slots.error === undefined) return { kind: 'reply', text: 'Here you are.' }
      return slots.error.includes('TypeError') ? program('2') : program('fail()')
    })
    expect(late.result).toMatchObject({ kind: 'program', files: { 'program.ts': expect.stringContaining('2') } })
    expect(late.asks).toHaveLength(3)
    const never = converse(writeInitial(voices, question('c')), () => ({ kind: 'reply', text: 'Here you are.' }))
    expect(never.result).toMatchObject({ kind: 'failure', operator: 'small/initial', reason: expect.stringContaining('nothing') })
    expect(never.asks).toHaveLength(4)
  })
})

describe('whatever a model says', () => {
  const said = fc.oneof(
    fc.constantFrom<CallOutcome>(replyWith('1', '2'), replyWith('1', 'fail()'), replyWith('1', '1'), { kind: 'cut' }, { kind: 'timeout' }),
    fc.string({ unit: 'binary' }).map((text): CallOutcome => ({ kind: 'reply', text })),
    fc.string({ unit: 'binary' }).map((text): CallOutcome => ({ kind: 'reply', text: `\`\`\`ts\n${text}\n\`\`\`` })),
  )
  const busy = { crossoverEvery: 2, reflectEvery: 1, summarizeEvery: 2, templateUpdateEvery: 2 }
  const notes = Array.from({ length: 6 }, (_, k) => ({ number: k + 1, kind: 'lesson' as const, scope: {}, text: `note ${k}` }))

  test('a proposal comes of it in a bounded number of calls, and the same replies give the same requests', () => {
    fc.assert(
      fc.property(fc.array(said, { minLength: 1, maxLength: 8 }), fc.nat(50), (replies, key) => {
        const once = (): ReturnType<typeof run> => {
          let k = 0
          const context = contextOf({ inspirations: [individual('5')], memory: memoryOf({ notes }) }, `toy/${key}`)
          return run(context, () => replies[k++ % replies.length] as CallOutcome, busy)
        }
        const first = once()
        expect(first.asks.length).toBeLessThanOrEqual(8)
        expect(first.asks.map(({ attempt }) => attempt)).toEqual(first.asks.map((_, k) => k + 1))
        expect(once()).toEqual(first)
      }),
      { numRuns: 150 },
    )
  })
})
