import { type Listing, MOST, type Reading, type Replacement, SHORT } from './forms.ts'
import { partOf } from './keys.ts'

const OPENING = /<([a-z][\w-]{0,40})(\s[^<>]{0,300})?>/gi
/** Tags around a program or a file, beside those that name a part of one. */
const AROUND = /^(?:file|program|code|answer|solution|source|module|document|artifact|antartifact|typescript|javascript|ts|js)$/i
const NAME = /\b(?:path|name|file|filename)\s*=\s*["']([^"'<>]{1,200})["']/i
const finds = (tag: string): boolean => partOf(tag) === 'search'
const puts = (tag: string): boolean => partOf(tag) === 'replace'
const NAMED = /<(?:file|path|filename|file_path)>\s*([^\s<>]{1,200})\s*<\/(?:file|path|filename|file_path)>/gi

interface Element {
  readonly tag: string
  readonly file: string | undefined
  readonly text: string
  readonly start: number
}

const CDATA = '<![CDATA['

/** A text without the line breaks after its opening tag and before its closing one, out of a CDATA section, entities read. */
function contentOf(raw: string): string {
  const whole = raw.trim()
  if (whole.startsWith(CDATA) && whole.endsWith(']]>')) return whole.slice(CDATA.length, -3).replace(/^\n|\n$/g, '')
  const text = raw.replace(/^[ \t]*\r?\n/, '').replace(/\r?\n[ \t]*$/, '')
  // Escaped markup has no plain `<`; code that has one says what it means.
  if (!/&(?:lt|gt|amp);/.test(text) || text.includes('<')) return text
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&')
}

/** The innermost elements of these names, in order. */
function elementsOf(text: string): Element[] {
  const found: Element[] = []
  const closing = new Map<string, number>()
  for (const { 0: whole, 1: tag = '', 2: attributes = '', index } of text.matchAll(OPENING)) {
    if (found.length >= MOST) break
    if (!AROUND.test(tag) && !finds(tag) && !puts(tag) && partOf(tag) !== 'code') continue
    const from = index + whole.length
    const close = `</${tag}>`
    if ((closing.get(tag) ?? 0) < from)
      closing.set(tag, text.indexOf(close, from) < 0 ? Number.POSITIVE_INFINITY : text.indexOf(close, from))
    const end = closing.get(tag) ?? Number.POSITIVE_INFINITY
    if (!Number.isFinite(end)) continue
    const last = found.at(-1)
    if (last !== undefined && last.start + last.text.length > index && !finds(tag) && !puts(tag)) continue
    found.push({ tag, file: NAME.exec(attributes.slice(0, SHORT))?.[1], text: text.slice(from, end), start: from })
  }
  return found
}

/** What stands in tags: edits as `<search>` and `<replace>`, files as `<file path="...">`, a program as `<code>` and the like. */
export function readTags(text: string): Reading | undefined {
  const elements = elementsOf(text)
  const names = [...text.matchAll(NAMED)].slice(0, MOST).map(({ 1: name = '', index }) => ({ name, index }))
  const replacements: Replacement[] = []
  elements.forEach((element, k) => {
    const next = elements.slice(k + 1).find(({ tag }) => puts(tag) || finds(tag))
    if (!finds(element.tag) || next === undefined || !puts(next.tag)) return
    const around = elements.findLast(
      ({ file, start, text }) => file !== undefined && start <= element.start && element.start < start + text.length,
    )
    const file = around?.file ?? names.findLast(({ index }) => index < element.start)?.name
    const put = contentOf(next.text)
    replacements.push({
      ...(file === undefined ? {} : { file }),
      search: contentOf(element.text).split('\n'),
      replace: put === '' ? [] : put.split('\n'),
    })
  })
  if (replacements.length > 0) return { kind: 'replacements', replacements }
  const listings = elements
    .filter(({ tag, text }) => !finds(tag) && !puts(tag) && text.includes('\n'))
    .map(({ file, text }): Listing => ({ ...(file === undefined ? {} : { file }), info: '', text: contentOf(text) }))
  return listings.length === 0 ? undefined : { kind: 'listings', listings }
}
