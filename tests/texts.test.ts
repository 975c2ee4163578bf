import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import type { Law } from '../examples/stand-in/laws.ts'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import type { StandIn, StandInOptions } from '../examples/stand-in/stand-in.ts'
import { evolve, exportRun, openRun, readTracesInFull, resume, verify } from '../index.ts'
import type { EvolveOptions, RunEvent } from '../index.ts'
import { ledgerOf } from '../run/models.ts'
import { ternate } from './command.ts'
import { killTexts } from './fixtures/text-deaths.ts'
import { clerk, LINES, makeTexts } from './fixtures/texts.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-texts-'))
const { problem, plugin } = makeTexts(root)
afterAll(() => rmSync(root, { recursive: true, force: true }))

const open: StandIn[] = []
async function standFor(options: StandInOptions = {}): Promise<StandIn> {
  const standIn = await createStandIn({ laws: { clerk }, ...options })
  open.push(standIn)
  return standIn
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()))
})

const strict = { commitOrder: 'virtual-time', virtualWorkers: 4 } as const
const options: EvolveOptions = { models: ['task=clerk'], plugins: [plugin], strategy: LINES, evaluations: 8, seed: 3, workers: 1 }

async function finish(more: EvolveOptions): Promise<Extract<RunEvent, { type: 'finished' }>> {
  const last = await (await evolve(problem, { ...options, ...more })).finished
  if (last.type !== 'finished') throw new Error(last.cause?.reason ?? 'it stopped')
  return last
}

/** Attempts for the task that a run's journal knows. */
async function attemptsIn(folder: string): Promise<number> {
  const { archive } = openRun(folder)
  const sum = ledgerOf(archive).reduce((total, { attempts }) => total + attempts, 0)
  await archive.close()
  return sum
}

describe('a run whose programs are texts for a model of the run', () => {
  test('has one digest at 1, 8 and 64 calls in flight; its ledger is what the server saw, and it verifies with the server off', async () => {
    const digests = new Set<string>()
    for (const inFlight of [1, 8, 64]) {
      let repeated = 0
      const hears = (body: object): void => void (repeated += /Repeat.*train-input/.test(JSON.stringify(body)) ? 1 : 0)
      const standIn = await standFor({ latency: inFlight === 1 ? 0 : 10, hears })
      const out = join(root, `flight-${inFlight}`)
      const last = await finish({ baseUrl: standIn.url, inFlight, order: strict, out })
      digests.add(last.digest)
      expect(standIn.busiest).toBeLessThanOrEqual(inFlight)
      // the first step is the same for every program: once its replies are there, nobody asks again
      expect(repeated).toBe(12)
      // the probe is in no journal
      expect(await attemptsIn(out)).toBe((standIn.requests.get('clerk') ?? 0) - 1)
      await standIn.close()
    }
    expect(digests.size).toBe(1)
    expect(await verify(join(root, 'flight-64'), { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: [...digests][0] })
    expect(await verify(join(root, 'flight-8'), { kind: 'sample', size: 3 })).toMatchObject({ equal: true, repeated: 3 })
  })

  test('ends with that of a run that nobody killed, and pays twice for nothing but what was in flight', async () => {
    const folder = join(root, 'killed')
    mkdirSync(folder)
    await killTexts(folder, 3, 8)
  }, 300_000)

  test('is repeated from its calls by a cassette, and shows what was said by traces', async () => {
    const standIn = await standFor()
    const out = join(root, 'recorded')
    const { digest, champion } = await finish({ baseUrl: standIn.url, order: strict, out })
    await standIn.close()
    const again = await finish({ baseUrl: 'http://127.0.0.1:1/v1', order: strict, cassette: out, out: join(root, 'again') })
    expect(again.digest).toBe(digest)

    const traces = await readTracesInFull(out, champion.number)
    expect(traces).toHaveLength(12)
    const [first] = traces
    expect(first?.steps.map(({ model, call }) => [model, (call.question as { step: string }).step])).toEqual([
      ['clerk', 'brief'],
      ['clerk', 'answer'],
    ])
    expect(JSON.stringify(first?.steps[0]?.call.question)).toContain('[class 0] train-input-0')
    expect(first).toMatchObject({ case: 0, answer: 'handled 0', result: { verdict: 'scored', score: 1 } })
    expect(first?.steps[1]?.cost.tokens.sent).toBeGreaterThan(0)
    // what a reply took stands beside the record: it is known of what came from outside, and a cassette has the same digest without
    expect(first?.steps[1]?.took).toBeGreaterThanOrEqual(0)
    const repeated = await readTracesInFull(join(root, 'again'), champion.number)
    expect(repeated[0]?.steps[1]).toEqual(expect.not.objectContaining({ took: expect.anything() as unknown }))

    const shown = await ternate(['show', 'recorded', 'champion', '--traces', '--case', '1'], root)
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    expect(shown.stdout).toMatch(/2 answer {2}clerk, \d+ tokens sent, \d+ received, \d+ ms\n +system: Handle it\. handle 0/)
  })
})

/** What writes offspring: it adds a line for a class that its prompt says was not handled. */
const writer: Law = {
  about: 'feedback and traces in the prompt',
  reply({ text }) {
    const missed = /asked: \s*\[class (\d)\][^\n]*\n *said: I do not know/.exec(text)?.[1]
    return missed === undefined
      ? 'nothing'
      : `### file: prompt.md\n<<<<<<< SEARCH\nHandle it.\n=======\nHandle it.\nhandle ${missed}\n>>>>>>> REPLACE\n`
  },
}

test('a proposer sees traces of train cases; nothing of other sets is in any question but those that answer them, or in the journal', async () => {
  const heard: { readonly model: string; readonly text: string }[] = []
  const standIn = await standFor({
    laws: { clerk, writer },
    hears: (body) => heard.push({ model: String(body['model']), text: JSON.stringify(body['messages']) }),
  })
  const out = join(root, 'written')
  const last = await finish({ models: ['writer', 'task=clerk'], strategy: 'asking-only', baseUrl: standIn.url, order: strict, out })
  // one case in six is handled at first
  expect(last.champion.score).toBeGreaterThanOrEqual(0.5)
  const writers = heard.filter(({ model }) => model === 'writer').map(({ text }) => text)
  expect(writers.length).toBeGreaterThan(3)
  expect(writers.some((text) => text.includes('said: I do not know'))).toBe(true)
  for (const text of writers) expect(text).not.toMatch(/held-out-|validation-/)
  // expected answers and feedback of other sets are told to nobody
  for (const { text } of heard) expect(text).not.toMatch(/(?:held-out|validation)-(?:expected|input-\d+-feedback)/)
  await exportRun(out, 'jsonl', join(root, 'written.jsonl'))
  for (const [, question = ''] of readFileSync(join(root, 'written.jsonl'), 'utf8').matchAll(/"question":(\{[^}]*\})/g))
    expect(question).toMatch(/^\{"request":"[0-9a-f]{32}","role":"task","step":"(?:brief|answer)"\}$/)
  expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: last.digest })
})

describe('bad input is an outcome, or one line', () => {
  test('a model of the task that is gone pauses the run, which goes on to the same digest', async () => {
    const whole = await standFor()
    const { digest } = await finish({ baseUrl: whole.url, order: strict, out: join(root, 'steady') })
    const standIn = await standFor({ fault: (_, number) => (number > 40 ? 'gone' : undefined) })
    const out = join(root, 'gone')
    const quick = { deadline: { connect: 10, firstToken: 10, total: 10 }, retries: 0 } as const
    const stopped = await (await evolve(problem, { ...options, ...quick, baseUrl: standIn.url, order: strict, out })).finished
    expect(stopped).toMatchObject({
      type: 'stopped',
      cause: { reason: expect.stringMatching(/^clerk, which answers the programs, gives no replies: [^\n]+$/) as string },
    })
    const back = await standFor({ latency: 0 })
    const file = join(out, 'manifest.json')
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(standIn.url, back.url))
    expect(await (await resume(out, { workers: 1 })).finished).toMatchObject({ type: 'finished', digest })
  }, 240_000)

  test('without a model for the task a run does not begin', async () => {
    await expect(evolve(problem, { ...options, models: ['judge=clerk'] })).rejects.toMatchObject({ code: 'MODEL_MISSING' })
    const { code, stderr } = await ternate(['run', 'texts', '--plugin', 'lines.ts', '--out', 'none'], root)
    expect({ code, begun: existsSync(join(root, 'none')) }).toEqual({ code: 1, begun: false })
    expect(stderr).toMatch(/^ternate: the programs of texts are answered by a model, and none is named for the task.* \[MODEL_MISSING\]\n$/)
  })

  test('a file that is no UTF-8 is refused in one line', async () => {
    mkdirSync(join(root, 'odd'))
    writeFileSync(join(root, 'odd/demos.json'), Buffer.from([0x5b, 0xff, 0x5d]))
    for (const path of ['odd', 'odd/demos.json']) {
      const { code, stdout, stderr } = await ternate(['evaluate', 'language-id', path], root)
      expect({ path, code, stdout }).toEqual({ path, code: 1, stdout: '' })
      expect(stderr).toMatch(/^ternate: [^\n]*demos\.json is no text[^\n]*\[PROGRAM_FILE\]\n$/)
    }
  })
})
