/**
 * Writes the text of problems/retrieval anew: the paragraphs of the CommonMark specification and its examples, from an unpacked copy of the npm
 * package commonmark-spec 0.31.2.
 *
 *   npm pack commonmark-spec@0.31.2 && tar xzf commonmark-spec-0.31.2.tgz
 *   node bench/commonmark.ts package
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Paragraphs with examples that a section has at least: of smaller ones nothing can be shown and held out. */
const LEAST = 6

interface Paragraph {
  readonly section: string
  readonly text: string
  readonly examples: string[]
}

/** The lines of a block up to one that ends it, and the place behind that. */
function block(lines: readonly string[], from: number, end: RegExp): { readonly text: string; readonly next: number } {
  let to = from
  while (to < lines.length && !end.test(lines[to] ?? '')) to += 1
  return { text: lines.slice(from, to).join('\n').replaceAll('→', '\t'), next: to + 1 }
}

/** The paragraphs of a specification in order, each with the examples that stand below it. */
function paragraphsOf(lines: readonly string[]): Paragraph[] {
  const found: Paragraph[] = []
  let section = ''
  let open: string[] = []
  const close = (): void => {
    const text = open.join(' ').replace(/\s+/g, ' ').trim()
    if (text !== '') found.push({ section, text, examples: [] })
    open = []
  }
  for (let at = 0; at < lines.length && lines[at] !== '<!-- END TESTS -->'; at++) {
    const line = lines[at] ?? ''
    const heading = /^#+ (.*)$/.exec(line)
    if (heading !== null || line.trim() === '') {
      close()
      section = heading?.[1] ?? section
    } else if (/^`{20,} example/.test(line)) {
      close()
      const markdown = block(lines, at + 1, /^\.$/)
      found.at(-1)?.examples.push(markdown.text)
      at = block(lines, markdown.next, /^`{20,}$/).next - 1
    } else open.push(line)
  }
  return found
}

const folder = process.argv[2] ?? 'package'
const all = paragraphsOf(readFileSync(join(folder, 'spec.txt'), 'utf8').split('\n'))
const isLarge = (section: string): boolean => all.filter((one) => one.section === section && one.examples.length > 0).length >= LEAST
const sections = [...new Set(all.map(({ section }) => section))].filter(isLarge)
const source =
  'CommonMark Spec 0.31.2, copyright (C) 2014-16 John MacFarlane, licensed under Creative Commons Attribution-ShareAlike 4.0 (https://creativecommons.org/licenses/by-sa/4.0/), from npm commonmark-spec 0.31.2; split into paragraphs, with line breaks in them taken out'
const content = sections.map((section) => ({
  section,
  paragraphs: all.filter((one) => one.section === section).map(({ text, examples }) => ({ text, examples })),
}))
writeFileSync(
  join(import.meta.dirname, '../problems/retrieval/specification.json'),
  `${JSON.stringify({ source, sections: content }, null, 1)}\n`,
)
