import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createStandIn, type StandIn, type StandInOptions } from '../examples/stand-in/stand-in.ts'
import type { Fault } from '../examples/stand-in/faults.ts'
import { evolve, exportRun, openRun, resume, type RunEvent, type RunOptions, verify } from '../index.ts'
import { ledgerOf } from '../run/models.ts'
import { eventsOf, ternate } from './command.ts'
import { makeClimb } from './fixtures/climb.ts'
import { killAndVerify } from './fixtures/model-deaths.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-asking-'))
const climb = makeClimb(root)
afterAll(() => rmSync(root, { recursive: true }))

const open: StandIn[] = []
/** A stand-in that ends with the test. */
async function standFor(options: StandInOptions = {}): Promise<StandIn> {
  const standIn = await createStandIn(options)
  open.push(standIn)
  return standIn
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((standIn) => standIn.close()))
})

/** Runs to the end; what it told, and how it ended. */
async function finish(
  options: RunOptions,
): Promise<{ readonly events: RunEvent[]; readonly last: Extract<RunEvent, { type: 'finished' }> }> {
  const run = await evolve(climb, { workers: 1, strategy: 'asking-only', ...options })
  const events: RunEvent[] = []
  for await (const event of run.events) events.push(event)
  const last = await run.finished
  if (last.type !== 'finished') throw new Error('the run was paused')
  return { events, last }
}

const sumOf = (rows: readonly { readonly calls: number }[] = []): number => rows.reduce((sum, { calls }) => sum + calls, 0)

/** What a run's archive says that its calls took. */
async function spentBy(folder: string): Promise<{ calls: number; attempts: number; tokens: number; cost: number }> {
  const { archive } = openRun(folder)
  const sum = { calls: 0, attempts: 0, tokens: 0, cost: 0 }
  for (const { calls, attempts, sent, received, cost } of ledgerOf(archive)) {
    sum.calls += calls
    sum.attempts += attempts
    sum.tokens += sent + received
    sum.cost += cost
  }
  await archive.close()
  return sum
}

describe('a recorded run', () => {
  const recorded = join(root, 'recorded')
  const options = { models: ['good', 'poor'], strategy: 'asking', evaluations: 60, inFlight: 4 } as const
  let digest = ''
  beforeAll(async () => {
    const standIn = await createStandIn({ latency: 10 })
    const { last } = await finish({ ...options, baseUrl: standIn.url, out: recorded })
    digest = last.digest
    expect(sumOf(last.calls)).toBe((standIn.requests.get('good') ?? 0) + (standIn.requests.get('poor') ?? 0))
    await standIn.close()
  })

  test('verifies with the server off: its journal, and everything computed again', async () => {
    expect(await verify(recorded, { kind: 'journal' })).toMatchObject({ equal: true, digest })
    expect(await verify(recorded, { kind: 'all', workers: 2 })).toMatchObject({ equal: true, digest })
  })

  test('is repeated from its calls to the same digest, also by the command line', async () => {
    const { last } = await finish({
      ...options,
      workers: 2,
      baseUrl: 'http://127.0.0.1:1/v1',
      cassette: recorded,
      out: join(root, 'again'),
    })
    expect(last.digest).toBe(digest)
    expect(sumOf(last.calls)).toBe((await spentBy(recorded)).calls)
    const { code, stdout, stderr } = await ternate(
      ['run', '--manifest', 'recorded', '--cassette', 'recorded', '--out', 'third', '--json'],
      root,
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(eventsOf(stdout).at(-1)).toMatchObject({ type: 'finished', digest })
  })

  test('shows what its calls took', async () => {
    const { calls, tokens } = await spentBy(recorded)
    const { stdout } = await ternate(['show', 'recorded', '--json'], root)
    const rows = (eventsOf(stdout)[0]?.['calls'] ?? []) as { calls: number; sent: number; received: number }[]
    expect(rows.reduce((sum, row) => sum + row.calls, 0)).toBe(calls)
    expect(rows.reduce((sum, row) => sum + row.sent + row.received, 0)).toBe(tokens)
    expect((await ternate(['show', 'recorded'], root)).stdout).toMatch(/models\n +calls +replies +requests/)
  })

  test('stops with another option at the first request that it does not hold, and leaves nothing', async () => {
    const args = [
      'run',
      'climb',
      '--model',
      'good',
      'poor',
      '--evaluations',
      '60',
      '--seed',
      '2',
      '--cassette',
      'recorded',
      '--out',
      'other',
    ]
    const { code, stdout, stderr } = await ternate([...args, '--json'], root)
    expect(code).toBe(1)
    expect(eventsOf(stdout).at(-1)).not.toMatchObject({ type: 'finished' })
    expect(stderr).toMatch(/^ternate: ticket \d+ asks (good|poor) .*\[CASSETTE_MISSING\]\n$/)
    expect(existsSync(join(root, 'other'))).toBe(false)
  })
})

test('in strict order a run that asks has one digest, whatever the workers, the latency and the calls in flight', async () => {
  const digests = new Set<string>()
  for (const [workers, latency, inFlight] of [
    [1, 0, 2],
    [2, 25, 16],
    [1, 60, 16],
  ] as const) {
    const { url } = await standFor({ latency })
    const order = { commitOrder: 'virtual-time', virtualWorkers: 8 } as const
    const { last } = await finish({ models: ['good', 'poor'], baseUrl: url, strategy: 'asking', evaluations: 40, workers, inFlight, order })
    digests.add(last.digest)
  }
  expect(digests.size).toBe(1)
})

test('killed at random moments, it asks nothing twice whose answer was on disk', async () => {
  const folder = join(root, 'killed')
  mkdirSync(folder)
  await killAndVerify(folder, 3)
})

describe('a budget', () => {
  const price = { input: 1, output: 1 }
  test.each([
    ['calls', { calls: 25 }],
    ['tokens', { tokens: 120_000 }],
    ['dollars', { dollars: 0.1 }],
  ] as const)('of %s is not exceeded, ends the run, and is extended by resume', async (limit, budget) => {
    const standIn = await standFor({ latency: 5 })
    const out = join(root, limit)
    const { last } = await finish({ models: [{ name: 'good', price }], baseUrl: standIn.url, inFlight: 8, ...budget, out })
    expect(last.reason).toBe(limit)
    const spent = await spentBy(out)
    const most = { calls: 25, tokens: 120_000, dollars: 100_000 }[limit]
    const used = { calls: spent.calls, tokens: spent.tokens, dollars: spent.cost }[limit]
    expect(used).toBeLessThanOrEqual(most)
    expect(used).toBeGreaterThan(most / 2)
    expect(spent.attempts + 1).toBe(standIn.requests.get('good'))
    expect(sumOf(last.calls)).toBe(standIn.requests.get('good'))
    const more = Object.fromEntries(Object.entries(budget).map(([name, value]) => [name, 2 * value]))
    const further = await (await resume(out, { workers: 1, ...more })).finished
    expect(further).toMatchObject({ type: 'finished', reason: limit })
    expect((await spentBy(out)).calls).toBeGreaterThan(spent.calls)
    expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true })
  })

  test('of dollars needs prices', async () => {
    await expect(finish({ models: ['good'], dollars: 1, out: join(root, 'priceless') })).rejects.toMatchObject({ code: 'MODEL_PRICE' })
  })
})

test('a model of whose replies nothing can be used ends the run after a number of paid tickets that it says', async () => {
  const standIn = await standFor({ laws: { mute: { about: 'nothing', reply: () => 'I have no idea.' } } })
  const { last } = await finish({ models: ['mute'], baseUrl: standIn.url, evaluations: 5000, inFlight: 8, seed: 1 })
  expect(last).toMatchObject({ reason: 'exhausted' })
  const [, paid] = /^(\d+) tickets in a row were paid for and came to no offspring, the last one: ./.exec(last.barren ?? '') ?? []
  expect(Number(paid)).toBeGreaterThanOrEqual(100)
  // those under way when it ended, and a correction for each
  expect(Number(paid)).toBeLessThanOrEqual(100 + 8 + 16)
  expect(standIn.requests.get('mute')).toBeLessThanOrEqual(1 + 2 * Number(paid))
})

describe('a model with another role', () => {
  test('is tried before the run, and no proposer asks it', async () => {
    const standIn = await standFor()
    const out = join(root, 'roles')
    const { last } = await finish({ models: ['good', 'task=poor'], baseUrl: standIn.url, calls: 6, inFlight: 2, out })
    expect(last.calls?.map(({ model, purpose }) => `${model} ${purpose}`)).toContain('poor probe')
    expect(standIn.requests.get('poor')).toBe(1)
    const { archive, manifest } = openRun(out)
    await archive.close()
    expect(manifest.asking?.models).toEqual([
      { name: 'good', weight: 1 },
      { name: 'poor', role: 'task', weight: 1 },
    ])
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: last.digest })
  })

  test('is no proposer: a run needs one', async () => {
    await expect(finish({ models: ['judge=good'] })).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })
})

describe('a fault', () => {
  const deadline = { connect: 2, firstToken: 1.5, total: 2.5 }
  const options = { models: ['good', 'poor'], evaluations: 25, inFlight: 8, retries: 1, deadline } as const

  test.each([
    'limited',
    'limited-for-a-second',
    'broken',
    'reset',
    'silent',
    'trickle',
    'not-json',
    'no-choices',
    'refusal',
    'cut',
    'large',
    'gone',
  ] satisfies Fault[])('%s of one model leaves the run to the other one', async (fault) => {
    const standIn = await standFor({ fault: (model, number) => (model === 'good' && number > 3 ? fault : undefined) })
    const out = join(root, fault)
    const { last } = await finish({ ...options, baseUrl: standIn.url, out })
    expect(last.reason).toBe('evaluations')
    const seen = (standIn.requests.get('good') ?? 0) + (standIn.requests.get('poor') ?? 0)
    const { calls, attempts } = await spentBy(out)
    // a request on a connection that was just reset may never arrive
    expect(seen).toBeLessThanOrEqual(attempts + 2)
    expect(seen).toBeGreaterThanOrEqual(fault === 'reset' ? calls : attempts + 2)
    expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true })
  })

  test('of all models ends the run', async () => {
    const standIn = await standFor({ fault: (_, number) => (number > 3 ? 'silent' : undefined) })
    const began = performance.now()
    const { events, last } = await finish({
      ...options,
      inFlight: 200,
      evaluations: 1000,
      deadline: { connect: 3, firstToken: 2.5, total: 3.5 },
      baseUrl: standIn.url,
    })
    expect(last.reason).toBe('models')
    expect(performance.now() - began).toBeLessThan(30_000)
    expect(events.filter(({ type }) => type === 'unavailable').length).toBeGreaterThanOrEqual(2)
    expect(sumOf(last.calls)).toBeLessThan(420)
  })
})

describe('a problem without an initial program', () => {
  const withoutInitial = join(root, 'withoutInitial')
  beforeAll(() => {
    mkdirSync(withoutInitial)
    const verify = "(_, answer) => (answer === 7 ? 1 : { invalid: 'wanted 7' })"
    const definition = `{ statement: 'Find it.', entry: 'aim(n: number): number', cases: { train: [{ input: 0 }] }, verify: ${verify} }`
    writeFileSync(
      join(withoutInitial, 'problem.ts'),
      `import { defineProblem } from 'ternate'\nexport default defineProblem(${definition})\n`,
    )
  })

  test('gets one from a model, and its run verifies and is repeated like any other', async () => {
    const { url } = await standFor()
    const out = join(root, 'sown')
    const options = { models: ['initial'], baseUrl: url, evaluations: 8, workers: 1, seed: 3 } as const
    const last = await (await evolve(withoutInitial, { ...options, out })).finished
    expect(last).toMatchObject({ type: 'finished', champion: { number: 1, score: 1 } })
    expect(last.type === 'finished' && last.calls?.find(({ purpose }) => purpose === 'initial')).toMatchObject({ calls: 2, replies: 2 })
    await open.pop()?.close()
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: last.digest })
    const again = await (await evolve(withoutInitial, { ...options, cassette: out })).finished
    expect(again.digest).toBe(last.digest)
  })

  test('is refused without a model, and when none writes one that scores', async () => {
    await expect(evolve(withoutInitial)).rejects.toMatchObject({ code: 'PROBLEM_INITIAL' })
    const { url } = await standFor()
    const { code, stderr } = await ternate(['run', 'withoutInitial', '--model', 'good', '--base-url', url, '--out', 'barren'], root)
    expect({ code, there: existsSync(join(root, 'barren')) }).toEqual({ code: 1, there: false })
    expect(stderr).toMatch(/\[PROBLEM_INITIAL\]\n$/)
    expect((await ternate(['check', 'withoutInitial'], root)).stderr).toContain('[PROBLEM_INITIAL]')
  })
})

describe('the key', () => {
  const key = `sk-${'never-written-'.repeat(3)}42`
  afterEach(() => delete process.env['OPENAI_API_KEY'])

  /** Every file under a folder. */
  const filesIn = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())

  test('that is wrong stops the run before it begins', async () => {
    const { url } = await standFor({ key: 'another' })
    process.env['OPENAI_API_KEY'] = key
    const { code, stdout, stderr } = await ternate(['run', 'climb', '--model', 'good', '--base-url', url], root)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain('MODEL_KEY')
    expect(stderr).not.toContain(key)
    expect(existsSync(join(root, 'runs')) ? readdirSync(join(root, 'runs')) : []).toEqual([])
  })

  test('that is refused in the middle of a run pauses it, and costs no call', async () => {
    let good = true
    const { url, requests } = await standFor({ fault: (_, number) => (!good || (number > 6 && number < 20) ? 'denied' : undefined) })
    const out = join(root, 'refused')
    const run = await evolve(climb, { workers: 1, strategy: 'asking', models: ['good'], baseUrl: url, calls: 12, inFlight: 3, out })
    const paused = await run.finished
    expect(paused).toMatchObject({
      type: 'stopped',
      cause: { reason: expect.stringMatching(/key for good is no longer accepted: 401/) as string },
    })
    expect((await spentBy(out)).calls).toBe(5)
    good = false
    await expect(resume(out)).rejects.toMatchObject({ code: 'MODEL_KEY' })
    while ((requests.get('good') ?? 0) < 20)
      await fetch(`${url}/chat/completions`, { method: 'POST', body: '{"model":"good","messages":[]}' })
    good = true
    const last = await (await resume(out)).finished
    expect(last).toMatchObject({ type: 'finished', reason: 'calls' })
    expect((await spentBy(out)).calls).toBeGreaterThanOrEqual(11)
    await open.pop()?.close()
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: last.digest })
  })

  test('is in nothing that a run writes', async () => {
    const { url } = await standFor({ key, fault: (_, number) => (number % 4 === 0 ? 'denied' : undefined) })
    process.env['OPENAI_API_KEY'] = key
    const args = ['run', 'climb', '--model', 'good', '--base-url', url, '--calls', '20', '--out', 'secret']
    const { code, stdout, stderr } = await ternate([...args, '--json'], root)
    expect(code).toBe(3)
    expect(stdout + stderr).not.toContain(key)
    await exportRun(join(root, 'secret'), 'jsonl', join(root, 'secret.jsonl'))
    const texts = [...filesIn(join(root, 'secret')), join(root, 'secret.jsonl')].map((path) => readFileSync(path, 'latin1'))
    expect(texts.length).toBeGreaterThan(2)
    for (const text of texts) expect(text).not.toContain(key)
  })
})
