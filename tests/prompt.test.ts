import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { questions } from '../examples/stand-in/questions.ts'
import { stream } from '../engine/contracts/random.ts'
import { evolve, openRun, previewPrompt, readLetters } from '../index.ts'
import { promptsOf } from '../dashboard/server/prompts.ts'
import { callsIn } from '../run/models.ts'
import { eventsOf, ternate } from './command.ts'
import { makeClimb } from './fixtures/climb.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-prompt-'))
afterAll(() => rmSync(root, { recursive: true }))

test('is to the letter what a run sends first', async () => {
  const { problem } = questions.feedback(stream('prompt'))
  const heard: string[] = []
  const reply = ({ text }: { readonly text: string }): string => {
    heard.push(text)
    return 'No.'
  }
  const standIn = await createStandIn({ laws: { attentive: { about: 'It listens.', reply } } })
  const options = { models: ['attentive'], baseUrl: standIn.url, strategy: 'asking-only', calls: 2, workers: 1 } as const
  await (
    await evolve(problem, options)
  ).finished
  await standIn.close()
  const { messages, purpose } = await previewPrompt(problem)
  expect(purpose).toBe('offspring')
  // the first one is the probe
  const untilTask = (text = ''): string | undefined => text.split('\n## Task\n')[0]
  expect(untilTask(heard[1])).toBe(untilTask(messages.map(({ content }) => content).join('\n\n')))
})

test(
  'of a run is made again to the letter, whatever was asked for; also on the command line and for the page',
  { tags: 'long' },
  async () => {
    const climb = makeClimb(root)
    const heard: string[] = []
    const reply = ({ text }: { readonly text: string }): string => {
      heard.push(text)
      const change = `<<<<<<< SEARCH\n  const goal = 0\n=======\n  const goal = ${heard.length}\n>>>>>>> REPLACE\n`
      return heard.length % 3 === 0 ? 'No code.' : heard.length % 5 === 0 ? change.replace('= 0', '= 99') : change
    }
    const standIn = await createStandIn({ laws: { attentive: { about: 'It listens.', reply } } })
    const prompting = { reflectEvery: 2, summarizeEvery: 3, templateUpdateEvery: 5 } as const
    const out = join(root, 'run')
    await (
      await evolve(climb, {
        models: ['attentive'],
        baseUrl: standIn.url,
        strategy: 'asking-only',
        calls: 40,
        inFlight: 1,
        workers: 1,
        prompting,
        out,
      })
    ).finished
    await standIn.close()

    const { archive } = openRun(out)
    const tickets = [...callsIn(archive)].flatMap(([ticket, calls]) =>
      calls.some((call) => call.kind === 'call' && call.attempts > 0) ? [ticket] : [],
    )
    await archive.close()
    const letters = []
    for (const ticket of tickets) letters.push(...(await readLetters(out, ticket)))
    const textOf = ({ messages }: { readonly messages: readonly { readonly content: string }[] }): string =>
      messages.map(({ content }) => content).join('\n\n')
    // the first one is the probe
    expect(letters.map(textOf)).toEqual(heard.slice(1))
    expect(new Set(letters.map(({ purpose }) => purpose)).size).toBeGreaterThan(2)

    const [first = 0] = tickets
    const shown = await ternate(['prompt', 'run', '--ticket', String(first), '--json'], root)
    expect(eventsOf(shown.stdout)[0]).toEqual({ ticket: first, letters: await readLetters(out, first) })
    const { prompts } = await promptsOf(out, first)
    expect(prompts[0]?.text).toBe(heard[1])
    expect((await ternate(['prompt', 'run', '--ticket', '1'], root)).stderr).toContain('[CALL_UNKNOWN]')

    // a problem that has changed says another thing
    appendFileSync(join(climb, 'problem.ts'), '\n')
    expect(await promptsOf(out, first)).toEqual({ prompts: [], reason: expect.stringContaining('has changed') as string })
    expect((await ternate(['prompt', 'run', '--ticket', String(first)], root)).stderr).toContain('[PROBLEM_CHANGED]')
  },
)

test('asks for an initial program where there is none', async () => {
  const { messages, purpose } = await previewPrompt({
    statement: 'Double it.',
    entry: 'twice(x: number): number',
    cases: { train: [{ input: 1 }] },
    verify: () => 1,
  })
  expect(purpose).toBe('initial')
  expect(messages[0]?.content).toContain('twice(x: number): number')
})

test('comes with its tokens and the price of a thousand calls, on the command line too', async () => {
  writeFileSync(join(root, 'ternate.yaml'), 'models:\n  - { name: small, price: { input: 1, output: 10 }, maxTokens: 500 }\n  - free\n')
  const { code, stdout } = await ternate(['prompt', 'bin-packing', '--json'], root)
  expect(code).toBe(0)
  const preview = eventsOf(stdout)[0] ?? {}
  expect(preview).toMatchObject({
    purpose: 'offspring',
    prices: [{ model: 'small', prompts: Number(preview['tokens']) / 1000, replies: 5 }],
  })
  const text = await ternate(['prompt', 'bin-packing'], root)
  expect(text.stdout).toContain('## Statement\n\nOnline bin packing.')
  expect(text.stderr).toMatch(/small {2}\d\.\d\d dollars {2}and at most 5\.00 dollars for replies of 500 tokens/)
  const priceless = await ternate(['prompt', 'bin-packing', '--model', 'free'], root)
  expect(priceless.stderr).toContain('no price is known')
})
