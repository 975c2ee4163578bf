import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, test } from 'vitest'
import type { Law } from '../examples/stand-in/laws.ts'
import { fencedIn, type Prompt } from '../examples/stand-in/prompt.ts'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { evolve, type ProblemDefinition, type RunEvent, verify } from '../index.ts'
import { ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-replies-'))
afterAll(() => rmSync(root, { recursive: true }))

const weigh = `export function weigh(x: number): number {
  // EVOLVE-BLOCK-START
  // how much of it
  const part = 1
  return x * part // weighed
  // EVOLVE-BLOCK-END
}
`
const main = `import { weigh } from './lib/weigh.ts'

export function aim(x: number): number {
  return weigh(x)
}
`
const problem: ProblemDefinition = {
  statement: 'Return a large number.',
  direction: 'maximize',
  entry: 'aim(x: number): number',
  cases: { train: [{ input: 1 }] },
  initialPrograms: [{ 'program.ts': main, 'lib/weigh.ts': weigh }],
  verify: (_, answer) => Number(answer),
}

const fenced = (text: string, info = 'ts'): string => `\`\`\`${info}\n${text}\n\`\`\`\n`
const block = (search: string, replace: string): string => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`

/** A change of the file, as it stands in the prompt and as it should be; `old` and `fresh` are its line in both. */
interface Change {
  readonly text: string
  readonly better: string
  readonly old: string
  readonly fresh: string
}

/** Replies as a capable model gave them: of 63, these were refused. The others were blocks and whole files under `### file:`. */
const REFUSED: readonly ((change: Change) => string)[] = [
  ({ better }) => `**lib/weigh.ts**\n\n${fenced(better)}`,
  ({ better }) => fenced(`// lib/weigh.ts\n${better}`),
  ({ old, fresh }) => `#### \`lib/weigh.ts\`\n\n${block(old, fresh)}`,
  ({ text, better }) => block(text.replace(/^.*\/\/ how.*\n/m, '').trim(), better.replace(/^.*\/\/ how.*\n/m, '').trim()),
  ({ old, fresh }) => block(`${old};`, fresh),
  () => block('for (const item of items) {', 'for (const item of items.slice(1)) {'),
  ({ better }) => JSON.stringify({ code: better }),
  ({ old, fresh }) => fenced(JSON.stringify({ edits: [{ file: 'lib/weigh.ts', search: old, replace: fresh }] }), 'json'),
  ({ old, fresh }) => fenced(`-${old}\n+${fresh}`, 'diff'),
  () => 'The program could weigh more.',
  ({ better }) => `### file: lib/weigh.ts\n${fenced(better.replaceAll(/^.*EVOLVE.*\n/gm, ''))}`,
  ({ old, fresh }) => `### file: lib/weigh.ts\n${fenced(old)}\n### file: lib/weigh.ts\n${fenced(fresh)}`,
  ({ old, fresh }) => `<think>\n${block(old, old.replace(/\d+/, '0'))}</think>\n${block(old, fresh)}`,
  ({ better }) =>
    `<think>\n${fenced('half of it')}\n### file: lib/weigh.ts\n${fenced(better.replace(/part = \d+/, 'part = 0'))}</think>\n### file: lib/weigh.ts\n${fenced(better)}`,
  ({ better }) => `### file: lib/weigh.ts\n${fenced(better.replace('return', 'return return'))}`,
]

/** A model that answers in all these ways, in the shares in which they came: one in four as in the table, in turn. */
function scripted(): Law {
  let number = 0
  const reply = (prompt: Prompt): string => {
    if (prompt.section('parent') === undefined) return 'ready'
    const text = fencedIn(prompt.section('parent') ?? '').find(({ file }) => file === 'lib/weigh.ts')?.text ?? ''
    const old = /^ *const part = (\d+)$/m.exec(text)?.[0] ?? ''
    number += 1
    const fresh = old.replace(/\d+/, String(1000 + number))
    const change = { text, old, fresh, better: text.replace(old, fresh) }
    const plain = `I raise it.\n\n### file: lib/weigh.ts\n${number % 2 === 0 ? block(old, fresh) : fenced(change.better)}`
    return number % 4 === 0 ? (REFUSED[(number / 4 - 1) % REFUSED.length]?.(change) ?? plain) : plain
  }
  return { about: '', reply }
}

describe('a model that answers as a capable one did', () => {
  test('has at least 90 % of its replies applied, and at most 10 % told back', async () => {
    const standIn = await createStandIn({ laws: { m: scripted() } })
    const run = await evolve(problem, {
      strategy: 'asking-only',
      models: ['m'],
      baseUrl: standIn.url,
      calls: 66,
      inFlight: 1,
      workers: 1,
      order: { commitOrder: 'arrival', virtualWorkers: 1 },
      prompting: { reflectEvery: 0, summarizeEvery: 0, templateUpdateEvery: 0, crossoverEvery: 0 },
    })
    const last = await run.finished
    await standIn.close()
    if (last.type !== 'finished') throw new Error('the run was paused')
    const sum = (use: 'applied' | 'corrected' | 'refused'): number => (last.replies?.rows ?? []).reduce((total, row) => total + row[use], 0)
    const all = sum('applied') + sum('corrected') + sum('refused')
    expect(all).toBeGreaterThanOrEqual(60)
    expect(sum('applied') / all).toBeGreaterThanOrEqual(0.9)
    expect(sum('corrected') / all).toBeLessThanOrEqual(0.1)
  })
})

describe('a refused parameter', () => {
  test('is left out, said once, and the run verifies', async () => {
    const standIn = await createStandIn({ demands: ['no-temperature', 'no-stream'], latency: 5 })
    const out = join(root, 'tempered')
    const run = await evolve('examples/stand-in/climb', {
      strategy: 'asking',
      models: [{ name: 'good', temperature: 0.8 }],
      baseUrl: standIn.url,
      evaluations: 20,
      inFlight: 3,
      workers: 1,
      out,
    })
    const events: RunEvent[] = []
    for await (const event of run.events) events.push(event)
    const last = await run.finished
    await standIn.close()
    const changes = events.flatMap((event) => (event.type === 'adapted' ? [event.change] : []))
    expect(changes.sort()).toEqual(['replies come whole, not in pieces', 'temperature is left out'])
    expect(last).toMatchObject({ type: 'finished' })
    expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: last.digest })
  })
})

describe('a model of whose replies none is a program', () => {
  test('has each reason in a line at the end and in `show`, and a warning', async () => {
    const replies = ['I would raise it.', block('nothing of it', 'x'), fenced('def aim(x):\n  return 1', 'python')]
    let number = 0
    const standIn = await createStandIn({ laws: { m: { about: '', reply: () => replies[Math.floor(number++ / 2) % 3] ?? '' } } })
    const args = ['run', 'examples/stand-in/climb', '--model', 'm', '--base-url', standIn.url, '--calls', '12', '--in-flight', '1']
    const { code, stdout } = await ternate([...args, '--strategy', 'asking-only', '--out', join(root, 'useless')], process.cwd())
    await standIn.close()
    expect(code).toBe(0)
    for (const text of [stdout, (await ternate(['show', join(root, 'useless')], root)).stdout]) {
      expect(text).toMatch(/applied +corrected +refused\n +m +offspring +0 +\d+ +\d+/)
      expect(text).toMatch(/\d+ +unmatched +e\.g\. the SEARCH of/)
      expect(text).toMatch(/\d+ +nothing +e\.g\./)
      expect(text).toContain("warning: no program of this run is a model's")
    }
    const shown = JSON.parse((await ternate(['show', join(root, 'useless'), '--json'], root)).stdout) as { replies: { reasons: unknown[] } }
    expect(shown.replies.reasons.length).toBeGreaterThanOrEqual(3)
  })
})
