import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Law } from '../examples/stand-in/laws.ts'
import { createStandIn, type StandIn } from '../examples/stand-in/stand-in.ts'
import { evolve, openRun, type RunOptions, verify } from '../index.ts'
import { readLetters } from '../run/letters.ts'
import { callsIn } from '../run/models.ts'
import { eventsOf, ternate } from './command.ts'
import { makeClimb } from './fixtures/climb.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-conversation-'))
const climb = makeClimb(root)
afterAll(() => rmSync(root, { recursive: true }))

type Messages = readonly { readonly role: string; readonly content: string }[]
const open: StandIn[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()))
})

/** Runs to the end against a law that stands for a model; what the model was sent, in order. */
async function asked(law: Law, options: RunOptions, fault?: (number: number) => boolean): Promise<readonly Messages[]> {
  const sent: Messages[] = []
  const standIn = await createStandIn({
    latency: 20,
    laws: { model: law },
    hears: ({ messages }) => sent.push(messages as Messages),
    ...(fault === undefined ? {} : { fault: (_model, number) => (fault(number) ? 'refusal' : undefined) }),
  })
  open.push(standIn)
  const run = await evolve(climb, { workers: 1, strategy: 'asking-only', models: ['model'], baseUrl: standIn.url, ...options })
  const last = await run.finished
  if (last.type !== 'finished') throw new Error('the run was paused')
  return sent.slice(1)
}

const textOf = (messages: Messages): string => messages.map(({ content }) => content).join('\n\n')

/** Sets goal, in the parent, to what a count of the questions so far says. */
function counting(next: (count: number) => number): Law {
  let count = 0
  return {
    about: '',
    reply({ section }) {
      const now = /const goal(?:: number)? = -?\d+/.exec(section('parent') ?? '')?.[0] ?? ''
      count += 1
      return `I count to ${next(count)}.\n\n<<<<<<< SEARCH\n${now}\n=======\n${now.replace(/-?\d+$/, String(next(count)))}\n>>>>>>> REPLACE\n`
    },
  }
}

describe('a small budget of calls', () => {
  test('is spent on questions of which no two are equal, and the later ones show what came of the first', async () => {
    const out = join(root, 'sixteen')
    const sent = await asked(
      counting((count) => 100 + count),
      { calls: 16, inFlight: 3, out },
    )
    // the first call tries whether the model is there
    expect(sent).toHaveLength(15)
    expect(new Set(sent.map(textOf)).size).toBe(15)
    const later = sent.slice(8).map(textOf)
    for (const text of later) expect(text).toMatch(/\d -> \d+ \((?:better|worse)/)
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true })
    const alike = await asked(
      counting((count) => 100 + count),
      { calls: 16, inFlight: 3, order: { maxConcurrentCalls: 16 } },
    )
    expect(
      alike
        .slice(0, 8)
        .map(textOf)
        .filter((text) => / -> /.test(text)),
    ).toHaveLength(0)
  })

  test('tells as lessons what was better than its parent, and nothing else', async () => {
    const sent = await asked(
      counting((count) => (count % 2 === 0 ? 100 + count : -count)),
      { calls: 12, inFlight: 1, prompting: { crossoverEvery: 0 } },
    )
    const last = textOf(sent.at(-1) as Messages)
    const lines = [...last.matchAll(/^\d+ \((lesson|rejection)\) .*?(-?\d+) -> (-?\d+) /gm)]
    expect(lines.length).toBeGreaterThan(2)
    for (const [, kind, before, after] of lines) expect(Number(after) > Number(before)).toBe(kind === 'lesson')
    expect(lines.some(([, kind]) => kind === 'lesson')).toBe(true)
  })
})

describe('a correction', () => {
  test('goes on with the conversation: the prompt, the reply, what was wrong with it; and is recorded so', async () => {
    let first = true
    const right = counting((count) => 100 + count)
    const law: Law = {
      about: '',
      reply(prompt) {
        const said = right.reply(prompt)
        if (!first || prompt.section('parent') === undefined) return said
        first = false
        return said.replace('= ', '=  ').replace(/const goal/, 'const goals')
      },
    }
    const out = join(root, 'corrected')
    const sent = await asked(law, { calls: 4, inFlight: 1, out })
    const at = sent.findIndex((messages) => messages.length === 4)
    expect(sent[at]?.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'user'])
    expect(sent[at]?.slice(0, 2)).toEqual(sent[at - 1])
    expect(sent[at]?.[2]?.content).toContain('const goals')
    expect(sent[at]?.[3]?.content).toMatch(/occurs nowhere; the closest line of \S+ is \d+:[\s\S]*const goal = 0/)
    const { archive } = openRun(out)
    const tickets = [...callsIn(archive)].filter(([, calls]) => calls.some((call) => call.kind === 'call' && call.attempts > 0))
    await archive.close()
    const again: unknown[] = []
    for (const [ticket] of tickets) again.push(...(await readLetters(out, ticket)).map(({ messages }) => messages))
    expect(again).toEqual(sent)
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true })
  })
})

describe('a model that does not answer', () => {
  test('keeps nobody else waiting: islands that ask none go on', async () => {
    const standIn = await createStandIn({ latency: 4000, laws: { model: counting((count) => count) } })
    open.push(standIn)
    const run = await evolve(climb, { workers: 1, strategy: 'asking', models: ['model'], baseUrl: standIn.url, inFlight: 2, calls: 2 })
    const last = await run.finished
    expect(last).toMatchObject({ type: 'finished', reason: 'calls' })
    expect(last.evaluations).toBeGreaterThan(30)
  })
})

describe('ternate model test', () => {
  test('asks one question of each purpose, and says what is understood, what is refused, and what it took', async () => {
    const laws = {
      model: {
        about: '',
        reply: ({ text }: { readonly text: string }) => (text.includes('No code') ? 'It was too small.' : 'I would rather not.'),
      },
    }
    const standIn = await createStandIn({ laws, demands: ['no-stream'] })
    open.push(standIn)
    const { code, stdout } = await ternate(['model', 'test', 'climb', '--model', 'model', '--base-url', standIn.url, '--json'], root)
    expect(code).toBe(1)
    const [adapted, ...trials] = eventsOf(stdout)
    expect(adapted).toMatchObject({ type: 'adapted', model: 'model' })
    expect(trials.map(({ purpose, result }) => `${String(purpose)}: ${String(result)}`)).toEqual([
      'offspring: refused',
      'crossover: refused',
      'repair: refused',
      'reflect: understood',
      'summary: understood',
      'template: refused',
      'initial: refused',
    ])
    expect(trials[0]).toMatchObject({ said: expect.stringContaining('nothing:'), sent: expect.any(Number), seconds: expect.any(Number) })
  })
})
