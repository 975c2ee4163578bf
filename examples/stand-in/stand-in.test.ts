import { spawn } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { laws } from './laws.ts'
import { fencedIn, readPrompt, withoutFences } from './prompt.ts'
import { createStandIn } from './stand-in.ts'

const post = (url: string, body: object, key = 'any'): Promise<Response> =>
  fetch(`${url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  })

const question = (text: string, more: object = {}): object => ({ model: 'feedback', messages: [{ role: 'user', content: text }], ...more })

describe('the stand-in', () => {
  test('is a pure function of the request, whole or in pieces', async () => {
    const standIn = await createStandIn()
    const ask = async (body: object): Promise<string> => (await post(standIn.url, body)).text()
    const text = '## Parent\n\n```js\nconst goal = 0\n```\n'
    const whole = await ask(question(text))
    expect(await ask(question(text))).toBe(whole)
    const pieces = await ask(question(text, { stream: true, stream_options: { include_usage: true } }))
    expect(await ask(question(text, { stream: true, stream_options: { include_usage: true } }))).toBe(pieces)
    const { choices, usage } = JSON.parse(whole) as { choices: { message: { content: string } }[]; usage: object }
    const events = [...pieces.matchAll(/^data: (\{.*)$/gm)].map(
      ([, json = '']) => JSON.parse(json) as { choices: { delta: { content?: string } }[]; usage?: object },
    )
    expect(events.map((event) => event.choices[0]?.delta.content ?? '').join('')).toBe(choices[0]?.message.content)
    expect(events.at(-1)?.usage).toEqual(usage)
    expect(pieces.endsWith('data: [DONE]\n\n')).toBe(true)
    expect(await ask(question(`${text} `))).not.toBe(whole)
    await standIn.close()
  })

  test('accepts its key and no other, and knows its models', async () => {
    const standIn = await createStandIn({ key: 'right' })
    expect((await post(standIn.url, question(''), 'right')).status).toBe(200)
    expect((await post(standIn.url, question(''), 'wrong')).status).toBe(401)
    expect((await post(standIn.url, { model: 'toString', messages: [] }, 'right')).status).toBe(404)
    expect((await post(standIn.url, { model: 'feedback' }, 'right')).status).toBe(400)
    const listed = (await (await fetch(`${standIn.url}/models`)).json()) as { data: { id: string }[] }
    expect(listed.data.map(({ id }) => id)).toEqual(Object.keys(laws))
    await standIn.close()
  })

  test('runs from the command line', async () => {
    const server = fileURLToPath(import.meta.resolve('./server.ts'))
    const running = spawn(process.execPath, [server, '--port', '0', '--fault', 'broken', '--every', '2'])
    const [line] = (await once(createInterface(running.stdout), 'line')) as [string]
    const url = /http:\S+\/v1/.exec(line)?.[0] ?? ''
    expect(line).toContain('no model')
    expect([(await post(url, question(''))).status, (await post(url, question(''))).status]).toEqual([200, 500])
    running.kill()
    const refused = spawn(process.execPath, [server, '--fault', 'none'])
    expect(await once(refused, 'exit')).toEqual([1, null])
  })
})

describe('a prompt', () => {
  const ticks = '`'.repeat(40)

  test('is read by its headings; what stands in a fence opens no section', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '\n', '## Feedback', ' ', 'wanted 7', '~~~', '#'), maxLength: 30 }), (hostile) => {
        const prompt = readPrompt('m', `System.\n\n## Parent\n\n### file: a.ts\n\n${ticks}ts\n${hostile}\n${ticks}\n\n## Notes\n\nnone\n`)
        expect(prompt.section('feedback')).toBeUndefined()
        expect(prompt.section('notes')).toContain('none')
        expect(fencedIn(prompt.section('parent') ?? '')).toEqual([{ file: 'a.ts', text: hostile }])
        expect(withoutFences(prompt.text)).not.toContain('wanted')
      }),
    )
  })

  test.each([
    ['### file: a.ts\n```ts\nx\n```', 'a.ts'],
    ['```ts file: b/a.js\nx\n```', 'b/a.js'],
    ['```a.mjs\nx\n```', 'a.mjs'],
    ['Some text.\n\n```\nx\n```', undefined],
  ])('names files as %j does', (text, file) => {
    expect(fencedIn(text)).toEqual([{ ...(file === undefined ? {} : { file }), text: 'x' }])
  })
})
