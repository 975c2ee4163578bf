import { describe, expect, test } from 'vitest'
import { meter } from '../isolate/metering/meter.ts'
import { replay } from '../isolate/fixtures/replay.ts'
import type { Ended } from '../isolate/sandbox/driver-realm.ts'
import type { Request } from '../isolate/sandbox/protocol.ts'
import { parseEntry } from '../../authoring/entry.ts'

// Each layer of calls is taken out once: what it stops succeeds without it, and fails with it.

const entry = parseEntry('solve(task: unknown, can: unknown): unknown')

const metered = (source: string): string => {
  const made = meter({ 'program.js': `export function solve(task, can) { ${source} }` }, entry)
  if (!made.ok) throw new Error(made.reason)
  return made.script
}

/** Runs programs one after the other in one sandbox, each on these replies, with parts of its code cut out; how each ended. */
async function attempt(
  sources: readonly string[],
  replies: readonly string[],
  cut?: readonly [from: string, to: string],
): Promise<readonly (Ended | string | undefined)[]> {
  const requests: Request[] = [
    { kind: 'setup', entry, driver: undefined, memory: 64, answer: 2 ** 20, realm: 'frozen', rights: ['ask', 'note'] },
    { kind: 'load', set: 'train', inputs: [1] },
    ...sources.map((source): Request => {
      const turns = [{ input: 0, fuel: 10_000_000, draws: [1, 2, 3, 4, 5, 6, 7, 8], replies }]
      return { kind: 'run', runs: [{ script: metered(source), set: 'train', turns }], seconds: 20 }
    }),
  ]
  let found = cut === undefined
  const edit = cut && ((text: string): string => ((found ||= text.includes(cut[0])), text.replaceAll(cut[0], cut[1])))
  const ended = await replay([], requests, edit)
  expect(found).toBe(true)
  return ended
    .slice(2)
    .filter(({ kind }) => kind !== 'progress')
    .map((reply) => (reply.kind === 'ended' ? reply.runs[0]?.[0] : reply.kind))
}

const answerOf = (ended: Ended | string | undefined): unknown =>
  typeof ended !== 'object'
    ? ended
    : ended.kind === 'answer'
      ? ended.answer
      : 'reason' in ended
        ? `${ended.kind}: ${ended.reason}`
        : ended.kind

describe('capability functions are frozen beforehand', () => {
  const leak = 'try { can.ask.kept = (can.ask.kept ?? 0) + 1 } catch {} return can.ask.kept ?? 0'

  test('with it nothing is carried from one program to the next', async () => {
    expect((await attempt([leak, leak], [])).map(answerOf)).toEqual([0, 0])
  })

  test('without it, the second program finds what the first one left', async () => {
    expect((await attempt([leak, leak], [], ['freeze(call)', 'call'])).map(answerOf)).toEqual([1, 2])
  })

  test('the object that holds them is, too', async () => {
    const swap = 'try { can.ask = () => "mine" } catch {} return can.ask({ user: "x" })'
    const honest = 'return can.ask({ user: "x" })'
    expect((await attempt([swap, honest], ['"told"'])).map(answerOf)).toEqual(['told', 'told'])
    const without = await attempt([swap, honest], ['"told"'], ['made: freeze(all)', 'made: all'])
    expect(without.map(answerOf)).toEqual(['mine', 'mine'])
  })

  test('the first program of a process burns what a later one does', async () => {
    const use = 'let n = 0; for (let k = 0; k < 3; k++) n += can.ask({ user: `question ${k}` }).length; return n'
    const ended = await attempt([use, use, use], ['"a"', '"bb"', '"ccc"'])
    expect(new Set(ended.map((each) => JSON.stringify(each))).size).toBe(1)
    expect(answerOf(ended[0])).toBe(6)
  })
})

describe('a call without a reply ends the run', () => {
  const holding = [
    'try { can.ask({ user: "x" }) } catch { return "held" }',
    'try { can.ask({ user: "x" }) } finally { return "held" }',
    'for (;;) { try { can.ask({ user: "x" }) } catch { continue } finally { break } } return "held"',
    'function* g() { try { yield can.ask({ user: "x" }) } finally { yield "held" } } try { [...g()] } catch {} return "held"',
    'try { [2, 1].sort(() => can.ask({ user: "x" })) } catch {} return "held"',
    'try { ({ get x() { return can.ask({ user: "x" }) } }).x } catch {} try { return can.note({ text: "held" }) } catch {} return "held"',
    'const o = { [Symbol.iterator]() { return { next: () => can.ask({ user: "x" }), return() { return {} } } } }; try { const [a] = o } catch {} return "held"',
    'try { JSON.stringify({ toJSON: () => can.ask({ user: "x" }) }) } catch {} return "held"',
    'try { new Proxy({}, { get: () => can.ask({ user: "x" }) }).a } catch {} return "held"',
    'class A { static { try { can.ask({ user: "x" }) } catch {} } } return "held"',
  ]

  test('whatever catches it', async () => {
    for (const ended of await attempt(holding, [])) {
      expect(ended).toMatchObject({ kind: 'asks', capability: 'ask' })
      expect(JSON.parse((ended as { readonly question: string }).question)).toEqual({ user: 'x' })
    }
  })

  test('without poison a catch holds it', async () => {
    const [first] = await attempt(
      holding,
      [],
      ['poison("asks"', 'refuse("asks"'].map((text) => text.replaceAll('"', "'")) as [string, string],
    )
    expect(answerOf(first)).toBe('held')
  })
})

describe('questions are plain data', () => {
  test('and nothing else', async () => {
    const odd = [
      '() => 1',
      '({ get x() { return 1 } })',
      'new Proxy({}, { ownKeys() { return ["x"] } })',
      '({ [Symbol.iterator]: 1 })',
      '[, 1]',
      'new Map()',
      'new Uint8Array(3)',
      '(() => { const o = {}; o.o = o; return o })()',
      '"x".repeat(2 ** 21)',
    ]
    const asking = odd.map(
      (each) => `try { can.ask({ user: ${each} }) } catch (e) { return e instanceof TypeError ? e.message : 'odd' } return 'sent'`,
    )
    for (const ended of await attempt(asking, ['1'])) expect(answerOf(ended)).toMatch(/^a question is plain data/)
  })

  test('with the letter of what they hold', async () => {
    const [ended] = await attempt(['can.ask({ a: [1, "é", null, true, { "__proto__": 1, b: -0 }], ["__proto__"]: 2 })'], [])
    expect((ended as { readonly question: string }).question).toBe('{"a":[1,"é",null,true,{"b":0}],"__proto__":2}')
  })
})
