import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, openBrowser, watch } from '../dashboard/fixtures/browser.ts'
import type { Watched } from '../dashboard/fixtures/browser.ts'
import { makeHostileRun } from '../dashboard/fixtures/runs.ts'
import { readStatus } from '../index.ts'
import { project, ternate } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-page-'))
const runs = join(root, 'runs')
const children: ChildProcess[] = []

function launch(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [join(project, 'cli/ternate.js'), ...args, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  return child
}

let browser: Browser
let url: string
beforeAll(async () => {
  if (chromiumPath === undefined) return
  const dashboard = launch('dashboard', 'runs')
  const [line] = (await once(dashboard.stdout as NonNullable<typeof dashboard.stdout>, 'data')) as [Buffer]
  url = (JSON.parse(line.toString()) as { url: string }).url
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  for (const child of children) child.kill('SIGINT')
  for (const child of children) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  rmSync(root, { recursive: true, force: true })
})

async function open(): Promise<{ readonly page: Page; readonly watched: Watched }> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  page.setDefaultTimeout(30_000)
  return { page, watched: watch(page) }
}

/** No error was reported, and nobody but the page's own server was asked. */
function clean({ errors, requests }: Watched, origin = url): void {
  expect(errors).toEqual([])
  expect(requests.filter((address) => !address.startsWith(origin))).toEqual([])
}

const evaluationsOn = async (page: Page): Promise<number> =>
  Number(/After ([\d,]+) evaluations/.exec((await page.locator('.latest').textContent()) ?? '')?.[1]?.replaceAll(',', ''))

describe.runIf(chromiumPath !== undefined)('the page in a real browser', () => {
  test('follows a live run, tells of its programs, and pauses and resumes it', { timeout: 180_000 }, async () => {
    launch('run', 'bin-packing', '--evaluations', '100000', '--workers', '1', '--out', 'runs/live')
    while ((readStatus(join(runs, 'live'))?.status.commits ?? 0) < 200) await new Promise((resolve) => setTimeout(resolve, 50))
    const { page, watched } = await open()
    await page.goto(url)
    await page.getByRole('link', { name: 'live' }).click()
    await page.getByRole('link', { name: 'Progress' }).click()
    const before = await evaluationsOn(page)
    await expect.poll(() => evaluationsOn(page), { timeout: 60_000 }).toBeGreaterThan(before + 50)
    expect(await page.locator('.chart canvas').count()).toBe(1)

    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    expect(readStatus(join(runs, 'live'))?.status.paused).toBe(true)
    // what was under way still commits
    let commits: number | undefined
    const atRest = (): boolean => {
      const before = commits
      commits = readStatus(join(runs, 'live'))?.status.commits
      return commits === before
    }
    await expect.poll(atRest, { timeout: 30_000, interval: 1500 }).toBe(true)

    const mark = page.getByRole('link', { name: /^Improvement: program \d+/ }).last()
    const number = /program (\d+)/.exec((await mark.getAttribute('aria-label')) ?? '')?.[1]
    await mark.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: `Program ${number}` }).waitFor()
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1')
    await page.getByText('export function').first().waitFor()
    await page.getByRole('button', { name: 'Against the initial program' }).click()
    await page.locator('.code .added').first().waitFor()
    expect(page.url()).toContain('diff=initial')
    await page.getByRole('button', { name: /Against its parent/ }).click()
    await page.locator('.code .line').first().waitFor()
    expect(await page.getByRole('region', { name: 'Cases on train' }).getByRole('row').count()).toBeGreaterThan(2)

    await page.getByRole('button', { name: 'Keep' }).click()
    await page.getByText('The review is in the journal').waitFor()
    await page.getByRole('button', { name: 'Note', exact: true }).click()
    await page.getByLabel('What the proposer should know').fill('<b>look</b> at the long lists')
    await page.getByRole('button', { name: 'Add a note' }).click()
    await page.getByRole('link', { name: 'Summary' }).click()
    await page.getByText('<b>look</b> at the long lists').waitFor()
    await page.getByText(`keep program ${number}`).waitFor()

    await page.getByRole('link', { name: 'Cells' }).click()
    const cell = page.getByRole('region', { name: 'Heat map' }).getByRole('link').first()
    const elite = /program (\d+)/.exec((await cell.getAttribute('aria-label')) ?? '')?.[1]
    await cell.click()
    await page.getByRole('heading', { name: `Program ${elite}` }).waitFor()

    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.getByRole('link', { name: 'Progress' }).click()
    const resumed = await evaluationsOn(page)
    await expect.poll(() => evaluationsOn(page), { timeout: 60_000 }).toBeGreaterThan(resumed)

    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await page.getByRole('button', { name: 'Stop the run' }).click()
    await expect.poll(() => page.locator('.status .state').textContent(), { timeout: 30_000 }).toBe('stopped')
    clean(watched)
    await page.close()
    const verified = await ternate(['verify', 'runs/live', '--journal'], root)
    expect(verified.stdout + verified.stderr).not.toMatch(/diverge|differs/)
    expect(verified.code).toBe(0)
  })

  test('keeps its state in the address, and works by keyboard', async () => {
    const { page, watched } = await open()
    await page.goto(`${url}#/run/live/progress?x=seconds&hide=median`)
    await page.getByRole('heading', { name: 'Progress' }).waitFor()
    expect(await page.getByRole('combobox', { name: 'Against' }).inputValue()).toBe('seconds')
    expect(await page.getByRole('button', { name: 'median' }).getAttribute('aria-pressed')).toBe('false')
    await page.reload()
    await page.getByRole('button', { name: 'median' }).press('Enter')
    await expect.poll(() => page.url()).not.toContain('hide')
    await page.goto(url)
    await page.getByRole('heading', { name: 'Runs' }).waitFor()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to the content')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('main')
    clean(watched)
    await page.close()
  })

  /** Characters that hide or reorder, wherever a page shows or says them. */
  const HIDDEN = `(() => {
    const odd = /(?![\\n\\t])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]/u
    const named = [...document.querySelectorAll('*')].flatMap((each) => ['title', 'aria-label', 'alt', 'placeholder'].map((name) => each.getAttribute(name) ?? ''))
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = []
    while (walker.nextNode()) if (!/^(SCRIPT|STYLE)$/.test(walker.currentNode.parentNode.nodeName)) texts.push(walker.currentNode.data)
    return [document.title, ...named, ...texts].filter((text) => odd.test(text)).map((text) => JSON.stringify(text.slice(0, 200)))
  })()`

  test('shows hostile names, sources, feedback and replies as text', async () => {
    await makeHostileRun(join(runs, 'hostile'))
    const { page, watched } = await open()
    for (const [view, seen] of [
      ['', '<script>document.title'],
      ['/progress', '<script>document.title'],
      ['/lineage', 'Ancestors'],
      ['/cells', 'Cells'],
      ['/calls', '<script>document.title'],
      ['/work', '<script>document.title'],
    ] as const) {
      await page.goto(`${url}#/run/hostile${view}`)
      await page.locator('main :visible', { hasText: seen }).first().waitFor()
      expect(await page.evaluate(HIDDEN)).toEqual([])
    }
    expect(await page.locator('main').textContent()).toContain(String.raw`\u{202e}`)
    await page.goto(`${url}#/run/hostile/calls`)
    await page.getByRole('region', { name: 'Calls, the last one first' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: /^Program/ }).waitFor()
    await page
      .getByText(String.raw`\u{202e}`)
      .first()
      .waitFor()
    expect(await page.evaluate(HIDDEN)).toEqual([])
    const text = (await page.locator('main').textContent()) ?? ''
    for (const odd of [String.raw`\u{0}`, String.raw`\u{1b}`, String.raw`\u{200b}`, String.raw`\u{2028}`, 'more characters'])
      expect(text).toContain(odd)
    expect(text.length).toBeLessThan(600_000)
    expect(await page.evaluate(`[document.title, 'owned' in window, document.querySelectorAll('main script, main img').length]`)).toEqual([
      expect.stringContaining('Program'),
      false,
      0,
    ])
    clean(watched)
    await page.close()
  })

  test('cannot be made to run an inline script or to ask another origin', async () => {
    const { page } = await open()
    await page.goto(url)
    const asked = await page.evaluate(`(async () => {
      const script = document.createElement('script')
      script.textContent = 'window.owned = true'
      document.body.append(script)
      const answer = await fetch('http://127.0.0.1:9/').then(() => 'asked', () => 'refused')
      return [answer, 'owned' in window]
    })()`)
    expect(asked).toEqual(['refused', false])
    await page.close()
  })

  test('opens a report from the disk, which asks nobody', { timeout: 120_000 }, async () => {
    const report = (run: string, out: string): ReturnType<typeof ternate> => ternate(['report', `runs/${run}`, '-o', out], root)
    const made = await report('live', 'report.html')
    expect(made.code, made.stderr).toBe(0)
    const hostile = await report('hostile', 'hostile.html')
    expect(hostile.code, hostile.stderr).toBe(0)
    expect((await report('live', 'report.html')).stderr).toContain('[OUT_TAKEN]')
    expect(statSync(join(root, 'report.html')).size).toBeLessThan(2_000_000)
    const file = pathToFileURL(join(root, 'report.html')).href
    const { page, watched } = await open()
    await page.goto(file)
    await page.getByRole('heading', { name: 'How to reproduce it' }).waitFor()
    await page.getByRole('link', { name: 'Progress' }).click()
    await page
      .getByRole('link', { name: /^Improvement: program \d+/ })
      .last()
      .click()
    await page.getByRole('heading', { name: /^Program/ }).waitFor()
    await page.getByRole('button', { name: 'Against the initial program' }).click()
    await page.locator('.code .added').first().waitFor()
    await page.getByRole('link', { name: 'Cells' }).click()
    await page.getByRole('region', { name: 'Heat map' }).getByRole('link').first().click()
    await page.getByRole('heading', { name: /^Program/ }).waitFor()
    await page.getByRole('link', { name: 'Lineage', exact: true }).click()
    await page.locator('svg .dot.of').waitFor()
    for (const view of ['Calls', 'Work', 'Summary']) {
      await page.getByRole('link', { name: view, exact: true }).click()
      await page.getByRole('heading', { level: 1 }).waitFor()
    }
    expect(await page.getByRole('button', { name: 'Pause' }).count()).toBe(0)
    await page.goto(pathToFileURL(join(root, 'hostile.html')).href)
    await page.locator('main :visible', { hasText: '<script>document.title' }).first().waitFor()
    expect(await page.evaluate(`'owned' in window`)).toBe(false)
    expect(await page.evaluate(HIDDEN)).toEqual([])
    expect(watched.errors).toEqual([])
    expect(watched.requests).toEqual([file, pathToFileURL(join(root, 'hostile.html')).href])
    await page.close()
  })
})
