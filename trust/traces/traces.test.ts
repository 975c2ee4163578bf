import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { ternate } from '../../tests/command.ts'
import { identified, isFailure } from './app-trace.ts'
import type { AppTrace } from './app-trace.ts'
import { attributed } from './attribution.ts'
import { caseOf } from './case.ts'
import { agentSpans, otlpLine, spanOf } from './fixtures/otlp.ts'
import { readTraceFile } from './trace-file.ts'
import { openTraces } from './store.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-traces-'))
afterAll(() => rmSync(root, { recursive: true }))

let files = 0
const fileOf = (text: string | Buffer): string => {
  const path = join(root, `${++files}.jsonl`)
  writeFileSync(path, text)
  return path
}
const read = (...lines: unknown[]): readonly AppTrace[] =>
  readTraceFile(fileOf(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')))
const one = (line: object): AppTrace => read(line)[0] as AppTrace
const causeOf = (line: object): string => attributed(one(line)).cause
const whyNot = (text: string | Buffer): string => {
  try {
    readTraceFile(fileOf(text))
  } catch (error) {
    return `${(error as { code?: string }).code} ${(error as Error).message}`
  }
  return 'was taken'
}

describe('a file of traces', () => {
  test('holds all that an application knows of a task', () => {
    const line = {
      input: { question: 'Where is order 17?' },
      versions: { context: 'c3', prompt: 'p1', tools: 't9' },
      calls: [{ name: 'find_order', arguments: { id: 17 }, result: { state: 'sent' } }],
      output: 'It is lost.',
      errors: [],
      stop: 'stop',
      feedback: 'that is not so',
      edit: 'It was sent.',
      verdict: 'fail',
    }
    expect(one(line)).toMatchObject({ ...line, source: 'ternate', id: expect.stringMatching(/^T-[0-9a-f]{16}$/) as string })
    // the same told twice, in whatever order its fields stand, is one trace
    expect(one(Object.fromEntries(Object.entries(line).toReversed())).id).toBe(one(line).id)
    expect(one({ ...line, output: 'It is late.' }).id).not.toBe(one(line).id)
  })

  test('may be OTLP, whose spans are put together by trace and ordered by time, over several lines', () => {
    const [first, ...rest] = agentSpans('a1')
    const traces = read(otlpLine([first as object]), otlpLine([...rest, spanOf('b2', '00', 1, { 'gen_ai.operation.name': 'chat' })]))
    expect(traces).toHaveLength(2)
    expect(traces[0]).toMatchObject({
      source: 'opentelemetry',
      input: 'Where is order 17?',
      output: 'I cannot find it.',
      stop: 'stop',
      verdict: 'fail',
      feedback: 'the order is not found',
      versions: {
        context: '2026-11',
        prompt: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        tools: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      },
      calls: [
        { name: 'large', kind: 'model' },
        { name: 'handbook', kind: 'retrieval', result: [] },
        { name: 'find_order', kind: 'tool', arguments: { id: 17 }, error: 'timeout: took too long' },
        { name: 'large', kind: 'model' },
      ],
    })
    // however its spans come, it is the same trace
    expect(read(otlpLine(agentSpans('a1').toReversed()))[0]?.id).toBe(traces[0]?.id)
    expect(attributed(traces[0] as AppTrace)).toMatchObject({
      cause: 'tool',
      evidence: [
        { cause: 'tool', calls: [2] },
        { cause: 'retrieval', calls: [1] },
      ],
    })
    // one value over several lines, as people print it
    expect(readTraceFile(fileOf(JSON.stringify(JSON.parse(otlpLine(agentSpans('a1'))), null, 2)))[0]?.id).toBe(traces[0]?.id)
  })

  test('is refused as a whole, with line and field in one line, and nothing of it is shown raw', () => {
    const good = JSON.stringify({ input: 1 })
    expect(whyNot(`${good}\n{"input": 1, "verdict": "bad"}`)).toMatch(/^TRACE_FILE .*:2 is no trace: verdict: /)
    expect(whyNot(`${good}\n{"inputs": 1}`)).toMatch(/:2 is no trace: /)
    expect(whyNot(`${good}\n\u001b[2J{`)).toMatch(/:2 is no JSON$/)
    expect(whyNot('')).toMatch(/holds no trace/)
    expect(whyNot(Buffer.from([0xff, 0xfe, 0x41, 0x00]))).toMatch(/UTF-16/)
    expect(whyNot('['.repeat(100_000))).toMatch(/nested deeper than 64/)
    expect(whyNot(`{"input": "${'a'.repeat(9 * 2 ** 20)}"}`)).toMatch(/is longer than/)
    expect(whyNot(`{"input": [${'1,'.repeat(600_000)}1]}`)).toMatch(/more than 500000 values/)
    expect(whyNot('{"resourceSpans": [{"scopeSpans": [{"spans": [{"name": "no trace id"}]}]}]}')).toMatch(/is no OTLP: .*traceId/)
    expect(whyNot('{"resourceSpans": 7}')).toMatch(/is no OTLP/)
  })

  test('is never a pipe, and has no more power than data', () => {
    const pipe = join(root, 'pipe')
    if (spawnSync('mkfifo', [pipe]).status === 0) expect(() => readTraceFile(pipe)).toThrow(/is a pipe/)
    const trace = one(JSON.parse('{"input": {"__proto__": {"polluted": 1}, "constructor": 2}}') as object)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(trace.id).toMatch(/^T-/)
  })

  test('reads any JSON as a trace or as none, and never otherwise', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const why = whyNot(text)
        expect(why === 'was taken' || why.startsWith('TRACE_FILE ')).toBe(true)
      }),
      { numRuns: 200, seed: 1 },
    )
  })
})

describe('attribution', () => {
  const call = { name: 'find', arguments: { id: 1 }, result: { state: 'sent' } }
  const failed = { input: 'q', output: 'a', verdict: 'fail' }

  test.each([
    ['permission', 'a call that was denied', { ...failed, calls: [{ ...call, denied: true }] }],
    [
      'permission',
      'a call that was forbidden, though a tool failed too',
      {
        ...failed,
        calls: [
          { name: 'x', error: 'boom' },
          { name: 'y', error: '403 Forbidden' },
        ],
      },
    ],
    ['tool', 'a tool that failed and was not called again', { ...failed, calls: [{ name: 'find', error: 'connection reset' }] }],
    ['retrieval', 'a search that found nothing', { ...failed, calls: [{ name: 'handbook', kind: 'retrieval', result: [] }] }],
    [
      'retrieval',
      'a search that did not find what a person put there',
      { ...failed, edit: 'Paris', calls: [{ name: 'handbook', kind: 'retrieval', result: ['Lyon is a town'] }] },
    ],
    ['format', 'a text where a value was wanted', { input: 'q', output: 'state: sent', edit: { state: 'sent' } }],
    ['format', 'an edit of signs alone', { input: 'q', output: '**Sent**', edit: 'sent.' }],
    ['format', 'a reply that could not be parsed', { input: 'q', errors: ['JSON parse error at 1'] }],
    ['stopping', 'an end by a limit', { ...failed, stop: 'length' }],
    ['stopping', 'the same call again and again', { ...failed, calls: [call, call, call] }],
    ['stopping', 'no output in the end', { input: 'q', calls: [call] }],
    ['plan', 'calls that all went well', { ...failed, calls: [call, { ...call, arguments: { id: 2 } }] }],
    ['unknown', 'nothing that a rule could hold on to', failed],
    ['none', 'what did not fail', { ...failed, verdict: 'pass' }],
    ['none', 'an edit that changed nothing', { input: 'q', output: 'a', edit: 'a' }],
    ['plan', 'a tool whose failure was made good', { ...failed, calls: [{ name: 'find', error: 'connection reset' }, call] }],
    [
      'plan',
      'a search that found what a person put there',
      { ...failed, edit: 'Paris', calls: [{ name: 'handbook', kind: 'retrieval', result: ['It is in PARIS'] }] },
    ],
  ])('is %s for %s', (cause, _, line) => expect(causeOf(line)).toBe(cause))

  test('says why in words of its own: nothing of the trace is in them', () => {
    const secret = 'hunter2-hunter2'
    const { evidence } = attributed(
      one({
        input: secret,
        output: secret,
        verdict: 'fail',
        calls: [
          { name: secret, error: `forbidden ${secret}` },
          { name: 'x', error: secret },
        ],
      }),
    )
    expect(evidence).not.toEqual([])
    expect(JSON.stringify(evidence)).not.toContain(secret)
  })
})

describe('the store', () => {
  const folder = join(root, 'store')
  const store = openTraces(folder)
  const traces = read({ input: 1, verdict: 'fail', edit: 2, versions: { prompt: 'p1' } }, { input: 2, output: 3 })

  test('keeps a trace once, whoever adds it', () => {
    expect(store.ids()).toEqual([])
    expect(store.add(traces)).toHaveLength(2)
    expect(store.add([...traces, ...traces])).toEqual([])
    expect(openTraces(folder).ids()).toEqual(traces.map(({ id }) => id).sort())
    expect(readdirSync(folder)).toHaveLength(2)
    for (const trace of traces) expect(store.read(trace.id)).toEqual(trace)
  })

  test('finds one that was changed, and follows no link and no path', () => {
    const [first] = traces
    const file = join(folder, `${first?.id}.json`)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"edit":2', '"edit":3'))
    expect(() => store.read(first?.id ?? '')).toThrow(expect.objectContaining({ code: 'TRACE_STORE' }))
    rmSync(file)
    symlinkSync('/etc/passwd', file)
    for (const id of [first?.id ?? '', '../../etc/passwd', 'T-0000000000000000'])
      expect(() => store.read(id)).toThrow(expect.objectContaining({ code: 'TRACE_UNKNOWN' }))
    rmSync(file)
  })
})

describe('a case of a failure', () => {
  test("has the person's word as its label, and its trace in metadata", () => {
    const trace = one({ input: { q: 1 }, output: 'no', edit: 'yes', versions: { prompt: 'p1' } })
    expect(caseOf(trace)).toEqual({
      name: trace.id,
      input: { q: 1 },
      expected: 'yes',
      metadata: { trace: trace.id, cause: 'unknown', versions: { prompt: 'p1' } },
    })
  })
  test('is of no trace that did not fail', () => {
    const trace = identified({ source: 'ternate', input: 1, calls: [], errors: [], output: 2 })
    expect(isFailure(trace)).toBe(false)
    expect(() => caseOf(trace)).toThrow(expect.objectContaining({ code: 'TRACE_NO_CASE' }))
  })
})

describe('ternate traces', () => {
  test('takes a file in, lists it, says what failures are due to, and prints them as cases that a problem can read', async () => {
    const file = fileOf(
      [
        otlpLine(agentSpans('c3')),
        JSON.stringify({ input: 'ok', output: 'ok' }),
        JSON.stringify({ input: 'x\u001b[2J', output: 'a', edit: { b: 1 } }),
      ].join('\n'),
    )
    const at = mkdtempSync(join(root, 'caller-'))
    const added = await ternate(['traces', 'add', file, '--json'], at)
    expect(JSON.parse(added.stdout)).toMatchObject({ read: 3, failed: 2 })
    expect((await ternate(['traces', 'list'], at)).stdout.match(/failed/g)).toHaveLength(2)
    const said = await ternate(['traces', 'attribute'], at)
    expect(said.stdout).toMatch(
      / {2}tool .*\n[^]*2 failures: permission 0, tool 1, retrieval 0, format 1, stopping 0, plan 0, unknown 0\n$/,
    )
    const cases = await ternate(['traces', 'case'], at)
    expect(cases.stdout).not.toContain('\u001b')
    const lines = cases.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; metadata: { trace: string } })
    expect(lines.map(({ name }) => name)).toEqual(lines.map(({ metadata }) => metadata.trace))
    const unknown = await ternate(['traces', 'attribute', 'T-nothing'], at)
    expect([unknown.code, unknown.stderr.trim().split('\n').length]).toEqual([1, 1])
    expect(unknown.stderr).toContain('TRACE_UNKNOWN')
    expect((await ternate(['traces', 'add'], at)).stderr).toContain('TRACE_FILE')
  })
})
