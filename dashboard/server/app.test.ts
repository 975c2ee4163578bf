import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TernateError } from '../../engine/contracts/fault.ts'
import type { Command } from '../../run/control/command.ts'
import { openRun } from '../../run/folder.ts'
import { varietyOf } from '../../run/variety.ts'
import type { Calls, Progress, Runs, ProgramPage, Summary, Variety } from '../api-types.ts'
import { hostile, makeHostileRun, makeRun } from '../fixtures/runs.ts'
import { openDashboard } from './serve.ts'
import type { Dashboard } from './serve.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-dashboard-'))
const told: Command[] = []
let dashboard: Dashboard
beforeAll(async () => {
  await makeRun(join(root, 'a'), 300)
  await makeHostileRun(join(root, 'hostile'))
  dashboard = await openDashboard({
    folder: root,
    steer: async (_, command) => {
      if (command.kind === 'stop') throw new TernateError('RUN_AT_REST', 'no process owns it', 'Resume it.')
      told.push(command)
    },
  })
})
afterAll(async () => {
  await dashboard.close()
  rmSync(root, { recursive: true, force: true })
})

interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, unknown>>
}

/** Asks a server with any headers: fetch would not send them all. */
function ask(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET', body = ''): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const at = (path: string): string => dashboard.url + path
const view = async <T>(path: string): Promise<T> => JSON.parse((await ask(at(`api/runs/${path}`))).text) as T
const own = (): string => dashboard.url.slice(0, -1)

/** Asks until a run has been read. */
async function whole(run: string): Promise<Summary> {
  for (;;) {
    const summary = await view<Summary>(`${run}/summary`)
    if (summary.read === 1) return summary
  }
}

describe('the server', () => {
  test('answers its own page, under a policy that allows no inline script and no other origin', async () => {
    const { status, headers, text } = await ask(dashboard.url)
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/)
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(text).not.toMatch(/<script(?![^>]* src=)/)
    expect(dashboard.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  })

  test.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1.evil.example:1', '169.254.0.1:1'])(
    'refuses a page that reached it as %s, as by DNS rebinding',
    async (host) => {
      for (const path of ['', 'api/runs', 'api/runs/a/summary', 'api/events'])
        expect(await ask(at(path), { host })).toMatchObject({ status: 421 })
    },
  )

  test('refuses other origins, and whatever looks like a form', async () => {
    const port = new URL(dashboard.url).port
    const json = { 'content-type': 'application/json' }
    const body = JSON.stringify({ kind: 'note', text: 'mine' })
    const steer = at('api/runs/a/steer')
    expect((await ask(at('api/runs'), { origin: 'http://evil.example' })).status).toBe(403)
    expect((await ask(at('api/runs'), { origin: 'null' })).status).toBe(403)
    expect((await ask(at('api/runs'), { origin: `http://localhost:${port}` })).status).toBe(403)
    expect((await ask(at('api/runs'), { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask(steer, { ...json, origin: 'http://evil.example' }, 'POST', body)).status).toBe(403)
    expect((await ask(steer, json, 'POST', body)).status).toBe(403)
    expect((await ask(steer, { 'content-type': 'text/plain', origin: own() }, 'POST', body)).status).toBe(403)
    expect(told).toEqual([])
    expect((await ask(steer, { ...json, origin: own() }, 'POST', body)).status).toBe(200)
    expect(told).toEqual([{ kind: 'note', text: 'mine' }])
  })

  test('passes on what a run may be told, and says why when it cannot', async () => {
    const json = { 'content-type': 'application/json', origin: own() }
    const steer = (body: string): Promise<Reply> => ask(at('api/runs/a/steer'), json, 'POST', body)
    expect(JSON.parse((await steer('{"kind":"stop"}')).text)).toEqual({ fault: 'no process owns it. Resume it.' })
    for (const body of [
      '',
      '{',
      '[]',
      '{"kind":"burn"}',
      '{"kind":"note"}',
      '{"kind":"review","verdict":"keep","program":-1}',
      `"${'x'.repeat(2e6)}"`,
    ]) {
      const reply = await steer(body)
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(reply.status).toBeLessThan(500)
      expect(JSON.parse(reply.text)).toHaveProperty('fault')
    }
    expect((await ask(at('api/runs/nobody/steer'), json, 'POST', '{"kind":"pause"}')).status).toBe(404)
  })

  test('takes no more of a body than a user may say, however it is sent', async () => {
    const headers = { 'content-type': 'application/json', origin: own(), 'transfer-encoding': 'chunked' }
    const sent = request(at('api/runs/a/steer'), { method: 'POST', headers })
    const status = new Promise<number | undefined>((resolve) => {
      sent.on('response', (answer) => resolve(answer.resume().statusCode))
      sent.on('error', () => resolve(undefined))
    })
    const chunk = Buffer.alloc(1 << 20, 0x20)
    let taken = 0
    const before = process.memoryUsage.rss()
    const ended = { yet: false }
    void status.then(() => (ended.yet = true))
    while (!ended.yet && taken < 300) {
      taken += 1
      if (!sent.write(chunk)) await Promise.race([new Promise((go) => sent.once('drain', go)), status])
    }
    expect(await status).toBe(413)
    expect(taken).toBeLessThan(100)
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 << 20)
    sent.destroy()
    const long = { 'content-type': 'application/json', origin: own() }
    expect((await ask(at('api/runs/a/steer'), long, 'POST', `"${'x'.repeat(2e6)}"`)).status).toBe(413)
    expect((await ask(at('api/runs/a/steer'), long, 'POST', '['.repeat(900_000))).status).toBe(400)
  })

  test('lets another page in when streams that nobody reads are many', async () => {
    const open = (): Promise<IncomingMessage> =>
      new Promise((resolve, reject) => {
        const sent = request(at('api/events'), resolve)
        sent.on('error', reject)
        sent.end()
      })
    const idle = await Promise.all(Array.from({ length: 64 }, open))
    const page = await open()
    expect(page.statusCode).toBe(200)
    const first = await new Promise<string>((resolve) => page.setEncoding('utf8').once('data', resolve))
    expect(first).toContain('event: runs')
    const ended = new Promise<number>((resolve) => idle.forEach((answer, k) => answer.resume().on('end', () => resolve(k))))
    expect(await ended).toBe(0)
    for (const answer of [...idle, page]) answer.destroy()
  })

  test('knows no path but those of its runs and views', async () => {
    for (const path of [
      'api/runs/..%2F..%2Fetc/summary',
      'api/runs/%2e%2e/summary',
      'api/runs/a/secret',
      'api/runs/a/program?number=0',
      'api/runs/a/program?number=1e9',
      '../package.json',
      'package.json',
    ])
      expect((await ask(at(path))).status).toBe(404)
  })

  test('has baselines beside the champion as far as their file is one, and says where one is better', async () => {
    const summary = await whole('a')
    expect(summary).not.toHaveProperty('baselines')
    const better = (summary.champion?.score ?? 0) + (summary.direction === 'minimize' ? -1 : 1)
    const scores = [{ set: 'train', verdict: 'scored', score: better }]
    const named = (name: string): object => ({ name, scores })
    const file = join(root, 'a/baselines.json')
    const write = (judged: unknown): void => writeFileSync(file, JSON.stringify({ engine: '0', content: 'toy', judged }))
    write([named(`rules/atc.ts${'x'.repeat(1900)}`), ...Array.from({ length: 99 }, (_, k) => named(`${k}`))])
    const { baselines } = await whole('a')
    expect(baselines?.judged.length).toBeLessThan(100)
    expect(baselines?.judged[0]?.name.length).toBeLessThan(300)
    expect(baselines?.worse).toMatchObject([{ set: 'train', score: better, ours: summary.champion?.score }])
    for (const damage of ['none', [{ name: 'a', scores: [{ set: 'train', verdict: 'scored', score: 'high' }] }]]) {
      write(damage)
      expect(await whole('a')).not.toHaveProperty('baselines')
    }
    rmSync(file)
  })
  test('says what of a run was new, as its archive has it', async () => {
    const { moment } = await whole('a')
    const run = openRun(join(root, 'a'))
    const { forms, added, reintroduced } = varietyOf(run.archive)
    await run.archive.close()
    expect(await view<Variety>('a/variety')).toEqual({
      forms: (1000 * forms.size) / moment.evaluations,
      ...(added === 0 ? {} : { reintroduced: reintroduced / added }),
    })
    expect(forms.size).toBeGreaterThan(50)
  })

  test('lists runs and shows one', async () => {
    const { runs } = JSON.parse((await ask(at('api/runs'))).text) as Runs
    expect(runs.map(({ id, state, evaluations }) => [id, state, Math.floor(evaluations ?? 0)])).toMatchObject([
      ['a', 'finished', 300],
      ['hostile', 'finished', 40],
    ])
    const summary = await whole('a')
    expect(summary).toMatchObject({ id: 'a', state: 'finished', problem: 'toy', seed: '1' })
    expect(summary.champion?.source[0]?.name).toBe('program.js')
    const progress = await view<Progress>('a/progress')
    expect(progress.best.at(-1)).toBe(summary.improvements.at(-1)?.score)
  })

  test('cuts what is too long for a page', async () => {
    await whole('hostile')
    const { lines } = await view<Calls>('hostile/calls')
    expect(lines.length).toBeGreaterThan(1)
    const { text } = await ask(at(`api/runs/hostile/program?number=${lines[0]?.program}`))
    expect(text.length).toBeLessThan(700_000)
    const programPage = JSON.parse(text) as ProgramPage
    expect(programPage.files[0]?.name).toBe(hostile.name)
    expect(programPage.files[0]?.whole).toBeGreaterThan(1_000_000)
    expect(programPage.evaluations[0]?.cases[0]?.said.whole).toBeGreaterThan(1_000_000)
    expect(programPage.operator.length).toBeLessThanOrEqual(200)
    expect(programPage.calls[0]?.reply.whole).toBeGreaterThan(1_000_000)
  })

  test('pushes where a run stands', async () => {
    const controller = new AbortController()
    const stream = await fetch(at('api/events?run=a'), { signal: controller.signal })
    const first = await stream.body?.getReader().read()
    expect(new TextDecoder().decode(first?.value)).toContain('"id":"a","state":"finished"')
    controller.abort()
  })
})

describe('a run that has not been read to its end', () => {
  test('is told of all the same: what is known in outline, and what is still to come', async () => {
    const large = join(root, 'large')
    await makeRun(join(large, 'b'), 6000)
    const open = await openDashboard({ folder: large, steer: async () => {} })
    try {
      const of = async (path: string): Promise<{ readonly status: number; readonly body: unknown }> => {
        const { status, text } = await ask(`${open.url}api/runs/b/${path}`)
        return { status, body: JSON.parse(text) as unknown }
      }
      const first = await of('progress')
      expect(first.body).toMatchObject({ read: expect.any(Number), preview: { best: expect.any(Array) } })
      const { read, preview } = first.body as Progress
      expect(read).toBeLessThan(1)
      const { body: summary } = await of('summary')
      expect(summary).toMatchObject({ state: 'finished' })
      expect(Math.floor((summary as Summary).evaluations ?? 0)).toBe(6000)
      const last = (summary as Summary).programs ?? 0
      expect(preview?.program.at(-1)).toBe(last)
      expect((await of(`program?number=${last}`)).status).toBe(202)
      await expect.poll(async () => (await of(`program?number=${last}`)).status, { timeout: 30_000 }).toBe(200)
      await expect.poll(async () => ((await of('progress')).body as Progress).preview, { timeout: 30_000 }).toBeUndefined()
      const whole = (await of('progress')).body as Progress
      expect(whole.best.at(-1)).toBe(preview?.best.at(-1))
      expect((await of(`program?number=${last + 1}`)).status).toBe(404)
    } finally {
      await open.close()
    }
  })
})

describe('a server that others can reach', () => {
  test('asks for the token in its address, once', async () => {
    const open = await openDashboard({ folder: root, host: '0.0.0.0', steer: async () => {} })
    try {
      const url = new URL(open.url)
      expect(url.searchParams.get('token')).toMatch(/^[\w-]{32}$/)
      const plain = `http://127.0.0.1:${url.port}/`
      expect((await ask(plain)).status).toBe(401)
      expect((await ask(`${plain}?token=wrong`)).status).toBe(401)
      expect((await ask(`${plain}api/runs`)).status).toBe(401)
      const entered = await ask(open.url)
      expect(entered.status).toBe(302)
      const [cookie = ''] = entered.headers['set-cookie'] as string[]
      expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
      expect((await ask(`${plain}api/runs`, { cookie: cookie.split(';')[0] ?? '' })).status).toBe(200)
      expect((await ask(`${plain}api/runs`, { cookie: cookie.split(';')[0] ?? '', host: `evil.example:${url.port}` })).status).toBe(421)
    } finally {
      await open.close()
    }
  })

  test('says so when its port is taken', async () => {
    const port = Number(new URL(dashboard.url).port)
    await expect(openDashboard({ folder: root, port, steer: async () => {} })).rejects.toMatchObject({ code: 'PORT_TAKEN' })
  })
})
