import { describe, expect, test } from 'vitest'
import { loadProblem } from '../authoring/load.ts'
import { asides, closings, exceptions, matters, openings, TEAMS } from './ticket-routing/bank.ts'
import { naiveBayes } from './ticket-routing/model.ts'

const problem = await loadProblem('ticket-routing')
const sets = { train: problem.train, validation: problem.validation, heldOut: problem.heldOut.flatMap(({ cases }) => cases) }

const say = (system: string, shown: readonly (readonly [string, string])[], user: string): string =>
  naiveBayes({
    role: 'task',
    messages: [
      { role: 'system', content: system },
      ...shown.flatMap(([input, output]) => [{ role: 'user', content: input } as const, { role: 'assistant', content: output } as const]),
      { role: 'user', content: user },
    ],
  })

describe('tickets', () => {
  test('have every team in every set, and no sentence of one set is in another', () => {
    const sentences = Object.values(sets).map(
      (cases) => new Set(cases.flatMap(({ input }) => String(input).split(/(?<=[.?!:]|^[\w ]+,) (?=[A-Z])/))),
    )
    for (const cases of Object.values(sets)) expect(new Set(cases.map(({ expected }) => expected)).size).toBe(TEAMS.length)
    for (const [k, own] of sentences.entries())
      for (const other of sentences.slice(k + 1)) expect([...own].filter((sentence) => other.has(sentence))).toEqual([])
  })

  test('are worded as no other fact is, and name no team in the words that rules would use of it', () => {
    const all = [...matters.map(({ said }) => said), ...exceptions.map(({ said }) => said), ...asides, openings, closings].flat()
    expect(new Set(all).size).toBe(all.length)
    for (const wording of all) expect(wording.toLowerCase().split(/[^a-z]+/)).not.toContain('billing')
  })
})

describe('naive Bayes', () => {
  /** The worked example of Manning, Raghavan and Schütze (2008), example 13.1. */
  const shown = [
    ['Chinese Beijing Chinese', 'yes'],
    ['Chinese Chinese Shanghai', 'yes'],
    ['Chinese Macao', 'yes'],
    ['Tokyo Japan Chinese', 'no'],
  ] as const
  const AS_IN_THE_BOOK = 'smooth counts by 1. Teams are as likely as among the demonstrations.'

  test('says what the worked example of the textbook says', () => {
    expect(say(AS_IN_THE_BOOK, shown, 'Chinese Chinese Chinese Tokyo Japan')).toBe('yes')
    expect(say(AS_IN_THE_BOOK, shown, 'Chinese Tokyo Japan')).toBe('no')
  })

  test('follows the sentences that it knows', () => {
    const of = 'Chinese Chinese Chinese Tokyo Japan'
    expect(say('Count a word once a ticket.', shown, of)).toBe('no')
    expect(say('Teams are equally likely.', shown, 'Macao')).toBe('yes')
    expect(say('Read 1 words of it. Teams are equally likely.', shown, 'Tokyo Chinese Chinese Chinese')).toBe('no')
    expect(say('Leave out words of fewer than 6 letters. Teams are equally likely.', shown, 'Tokyo Japan Chinese')).toBe('yes')
    expect(say('Read the first 2 letters of each. Teams are equally likely.', shown, 'Jam')).toBe('no')
    expect(say('A rule counts as 3 demonstrations.\nosaka: no', shown, 'Osaka')).toBe('no')
    expect(say('A rule counts as 0 demonstrations.\nosaka: no', shown, 'Osaka')).toBe('yes')
    expect(say('', [], 'Osaka')).toBe('')
  })

  test('reads no more demonstrations than fit', () => {
    const many = [...Array.from({ length: 20 }, () => ['one', 'yes'] as const), ['two', 'no'] as const]
    expect(say('Teams are equally likely.', many, 'two')).toBe('yes')
    expect(say('Teams are equally likely.', many.slice(1), 'two')).toBe('no')
  })
})
