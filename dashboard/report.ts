import { hash } from 'node:crypto'
import { basename } from 'node:path'
import { constants, deflateSync } from 'node:zlib'
import { spelledOut } from '../engine/contracts/visible.ts'
import { openRun } from '../run/folder.ts'
import type { ProgramPage } from './api-types.ts'
import { loadPage } from './bundle.ts'
import type { Page } from './bundle.ts'
import { elitesOf } from './server/elites.ts'
import { RunIndex } from './server/run-index.ts'
import { learnFacts } from './server/facts.ts'
import { overviewAt } from './server/overview.ts'
import type { Volume } from './server/volume.ts'
import { stateOf } from './server/run-registry.ts'
import { answer } from './server/views.ts'

/** A report as it was made. */
export interface Report {
  readonly html: string
  readonly bytes: number
  /** Programs whose page is in it, and all that the run has. */
  readonly pages: number
  readonly programs: number
}

/** Compressed bytes that the pages of programs may take: with page and pictures a report stays below 2 MB. */
const PAGES = 1_250_000

/** Stories that are weighed together. */
const PORTION = 32

/** Milliseconds for which the journal is read before it is said how far that is. */
const SLICE = 100

/** Hears how far a report is: records that were read, programs that were told of. */
type Watch = (done: number, total: number, what: 'records' | 'programs') => void

/** Pairs of descriptors whose heat maps are in a report. */
const PAIRS = 36

const packed = (text: string): Buffer => deflateSync(text, { level: constants.Z_BEST_COMPRESSION })

/** A program's number and those that its page names first. */
const mainRelative = ({ parents, inspirations }: ProgramPage): number[] => [...parents, ...inspirations].map(({ number }) => number)

/** Numbers of the programs whose pages are in it, what is looked for most first. */
function* byInterest(volume: Volume): Generator<number> {
  const { runIndex } = volume
  const nobody = (): undefined => undefined
  const count = runIndex.programs.scores.length
  const champion = runIndex.champion?.program ?? runIndex.islands.best?.number
  if (champion !== undefined) yield champion
  if (count > 0) yield 1
  for (const { number } of runIndex.improvements.toReversed()) yield number
  const relatives = answer(volume, 'lineage', nobody)?.relatives ?? []
  for (const { number } of relatives.filter(({ ancestor }) => ancestor).toReversed()) yield number
  for (const { individual } of elitesOf(runIndex.islands).values()) yield individual.number
  for (const number of runIndex.validations.keys()) yield number
  for (const { number } of relatives) yield number
  for (const { program } of runIndex.journalEvents) if (program !== undefined) yield program
  for (let number = count; number > 0; number--) yield number
}

/** All answers that the page asks for, by their addresses. */
function answersOf(volume: Volume, watch: Watch): { readonly answers: Record<string, unknown>; readonly pages: number } {
  const { id, runIndex } = volume
  const answers: Record<string, unknown> = {}
  const place = `runs/${encodeURIComponent(id)}`
  const none = (): undefined => undefined
  for (const view of ['summary', 'progress', 'lineage', 'calls', 'work'] as const) answers[`${place}/${view}`] = answer(volume, view, none)
  const first = answer(volume, 'cells', (name) => (name === 'x' ? 0 : 1))
  const axes = Math.max(1, first?.axes.length ?? 1)
  const pairs = Array.from({ length: axes }, (_, x) => Array.from({ length: Math.max(2, axes) }, (_, y) => ({ x, y }))).flat()
  for (const { x, y } of pairs.slice(0, PAIRS))
    answers[`${place}/cells?x=${x}&y=${y}`] = answer(volume, 'cells', (name) => (name === 'x' ? x : y))

  const seen = new Set<number>()
  const waiting: number[] = []
  let portion: [string, ProgramPage][] = []
  let weight = 0
  let pages = 0

  /** Takes the portion in if there is room; whether there was. */
  function settle(): boolean {
    weight += packed(JSON.stringify(portion)).length
    if (weight > PAGES) return false
    for (const [address, programPage] of portion) answers[address] = programPage
    pages += portion.length
    portion = []
    return true
  }

  /** Whether there is room for more. */
  function add(number: number): boolean {
    if (seen.has(number) || number < 1 || number > runIndex.programs.scores.length) return true
    seen.add(number)
    watch(seen.size, runIndex.programs.scores.length, 'programs')
    const programPage = answer(volume, 'program', () => number)
    if (programPage === undefined) return true
    waiting.push(...mainRelative(programPage))
    portion.push([`${place}/program?number=${number}`, programPage])
    return portion.length < PORTION || settle()
  }

  for (const number of byInterest(volume)) {
    if (!add(number)) return { answers, pages }
    // Whoever reads of a program asks next what it was made of.
    for (const relatives of waiting.splice(0)) if (!add(relatives)) return { answers, pages }
  }
  settle()
  return { answers, pages }
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)

const sourceHash = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`

/** The page and its data as one file that loads nothing: its script and its style are allowed by their hashes, everything else is refused. */
function fileOf({ script: plain, style: sheet }: Page, title: string, data: Buffer): string {
  const script = plain.replaceAll('</script', String.raw`<\/script`)
  const style = sheet.replaceAll('</style', String.raw`<\/style`)
  const policy = `default-src 'none'; script-src ${sourceHash(script)}; style-src ${sourceHash(style)}; img-src data:; base-uri 'none'; form-action 'none'`
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="page"></div>',
    '<noscript>This report is a page that needs JavaScript; it loads nothing from anywhere.</noscript>',
    `<script id="data" type="text/plain">${data.toString('base64')}</script>`,
    `<script type="module">${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

/**
 * Makes a report of a run: the dashboard's page with the run's data inside, one file that opens from the disk, below 2 MB. Of a large run it
 * holds the pages of the programs that are looked for most: the champion, the improvements, the ancestors, the elites, and as many others
 * as there is room for.
 *
 * @throws TernateError `PAGE_UNBUILT`, and those of `openRun`
 */
export async function reportOn(folder: string, watch: Watch = () => {}): Promise<Report> {
  const page = await loadPage()
  const run = openRun(folder)
  try {
    const id = basename(run.folder)
    const runIndex = new RunIndex(run)
    const { index: records = 0 } = run.archive.head() ?? {}
    while (runIndex.read(SLICE)) watch(runIndex.index, records, 'records')
    const volume: Volume = {
      id,
      folder: run.folder,
      runIndex,
      known: await learnFacts(run.folder),
      overview: overviewAt(id, run),
      closed: false,
    }
    const { answers, pages } = answersOf(volume, watch)
    const row = { ...overviewAt(id, run), state: stateOf(volume) }
    const data = packed(JSON.stringify({ runs: { folder: '', runs: [row] }, answers }))
    const html = fileOf(page, spelledOut(`${run.manifest.problem.name}, ${id} · Ternate`), data)
    return { html, bytes: Buffer.byteLength(html), pages, programs: runIndex.programs.scores.length }
  } finally {
    await run.archive.close()
  }
}
