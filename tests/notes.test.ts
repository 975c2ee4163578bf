import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Law } from '../examples/stand-in/laws.ts'
import { fencedIn } from '../examples/stand-in/prompt.ts'
import type { Prompt } from '../examples/stand-in/prompt.ts'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { evolve, openRun, verify } from '../index.ts'
import type { RunEvent, RunOptions } from '../index.ts'
import { notesOf } from '../run/notes.ts'
import { changed, COMMON } from './fixtures/optimisers.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-notes-'))
afterAll(() => rmSync(root, { recursive: true }))

const whole = (text: string): string => `\`\`\`markdown\n${text}\n\`\`\`\n`
const ownText = (prompt: Prompt): string => fencedIn(prompt.section('parent') ?? '')[0]?.text ?? ''

/** Writes a problem of one case, in which a text that says the code scores 1, and any other one its level in hundredths. */
function problemAbout(input: string, feedback = '', name = 'codes'): string {
  const folder = mkdtempSync(join(root, 'codes-'))
  writeFileSync(
    join(folder, 'problem.ts'),
    `import { defineProblem } from 'ternate'
export default defineProblem<string, string>({
  name: ${JSON.stringify(name)},
  statement: 'Say the code.',
  direction: 'maximize',
  runner: { use: 'model' },
  cases: { train: [{ input: ${JSON.stringify(input)} }] },
  initialPrograms: [{ 'prompt.md': 'level: 10\\n' }],
  model: ({ messages }) => messages[0]?.content ?? '',
  verify: (_, answer) => ({
    score: answer.includes('code: amber') ? 1 : Number(/level: (\\d+)/.exec(answer)?.[1] ?? 0) / 100,
    feedback: ${JSON.stringify(feedback)},
  }),
})
`,
  )
  return folder
}

/** It reflects by saying the feedback again, and writes what its notes say of the code; a level is one less by bad advice, and one more without it. */
const law: Law = {
  about: '',
  reply(prompt) {
    if (/no code\b/i.test(prompt.section('reply format') ?? ''))
      return /the code is \w+/.exec(prompt.section('feedback') ?? '')?.[0] ?? 'Nothing.'
    const notes = prompt.section('notes') ?? ''
    const [, code] = /the code is (\w+)/.exec(notes) ?? []
    const level = Number(/level: (\d+)/.exec(ownText(prompt))?.[1] ?? 0)
    return whole(code === undefined ? `level: ${level + (notes.includes('bad advice') ? -1 : 1)}` : `code: ${code}`)
  },
}

const INVOICE = 'The invoice of March was charged twice, please refund it.'

async function runOf(problem: string, options: RunOptions): Promise<{ reason: string; events: RunEvent[] }> {
  const standIn = await createStandIn({ laws: { law } })
  const strategy = changed('reflexion', { proposer: { window: 'all' } })
  try {
    const run = await evolve(problem, { ...COMMON, strategy, models: ['law'], baseUrl: standIn.url, calls: 40, target: 1, ...options })
    const events: RunEvent[] = []
    for await (const event of run.events) events.push(event)
    const last = await run.finished
    return { reason: last.type === 'finished' ? last.reason : last.type, events }
  } finally {
    await standIn.close()
  }
}

describe('the notes of a run', () => {
  test('help a later run on a similar case, which is told nothing itself, and no other', async () => {
    const earlier = join(root, 'earlier')
    expect(await runOf(problemAbout(INVOICE, 'the code is amber'), { out: earlier })).toMatchObject({ reason: 'target' })
    const silent = problemAbout('Please refund the invoice: it was charged twice in March.')
    expect(await runOf(silent, {})).toMatchObject({ reason: 'calls' })
    const out = join(root, 'later')
    expect(await runOf(silent, { notes: earlier, out })).toMatchObject({ reason: 'target' })
    expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true })
    await expect(runOf(problemAbout('The page stays white after I log in.', '', 'pages'), { notes: earlier })).rejects.toMatchObject({
      code: 'NOTES_NONE',
    })
  })

  test('go on in a run from the same manifest, whose digest they are part of', async () => {
    const problem = problemAbout(INVOICE)
    const notes = [{ kind: 'reflection', scope: { case: 0, about: INVOICE }, text: 'the code is amber' }] as const
    const digests: unknown[] = []
    for (const given of [notes, notes, [{ ...notes[0], text: 'the code is green' }]]) {
      const { events } = await runOf(problem, { notes: given, calls: 8 })
      digests.push((events.at(-1) as { readonly digest: string }).digest)
    }
    expect(digests[0]).toBe(digests[1])
    expect(digests[2]).not.toBe(digests[0])
  })

  test('that lower what comes after them are withdrawn, and the run says so', async () => {
    const notes = [{ kind: 'reflection', scope: { case: 0, about: INVOICE }, text: 'bad advice\nand more of it' }] as const
    const out = join(root, 'harmed')
    const { events } = await runOf(problemAbout(INVOICE), { notes, calls: 120, out, seed: '2' })
    const withdrawn = events.filter((event) => event.type === 'withdrawn')
    expect(withdrawn).toMatchObject([
      { note: 1, text: 'bad advice', reason: expect.stringMatching(/^offspring were worse .* that were not$/) as string },
    ])
    const run = openRun(out)
    const told = notesOf(run)
    await run.archive.close()
    expect(told.withdrawn).toMatchObject([{ note: 1 }])
    expect(told.notes.map(({ number }) => number)).not.toContain(1)
    expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true })
  })

  test('are refused where no model is named that proposes', async () => {
    await expect(evolve('template', { notes: root })).rejects.toMatchObject({ code: 'MODEL_MISSING' })
  })
})
