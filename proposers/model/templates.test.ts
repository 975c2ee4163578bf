import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Ask, CallOutcome } from '../../engine/contracts/model.ts'
import { bodyOf, contextOf, converse, replyWith } from './fixtures/toy.ts'
import { createModelProposer } from './proposer.ts'
import { render } from './render.ts'
import { loadTemplates, purposes, readTemplate, SLOTS } from './templates.ts'

const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })))

/** A problem's folder with these templates. */
function problemWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ternate-templates-'))
  folders.push(folder)
  mkdirSync(join(folder, 'templates'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'templates', name), text)
  return folder
}

const own = '## Statement\n\n{{statement}}\n\n## Parent\n\n{{parent}}\n\n## Error\n\n{{error}}\n\n## Reply format\n\n{{format}}\n'

describe('templates', () => {
  test('that come with the engine serve every purpose', () => {
    expect([...new Set(loadTemplates().map(({ purpose }) => purpose))]).toEqual(purposes)
  })

  test('have the hash of their text as id, and line ends do not matter', () => {
    const [a, b, c] = [own, own.replaceAll('\n', '\r\n'), `${own}\nBe brief.\n`].map((text) => readTemplate('offspring', text))
    if (a?.ok !== true || b?.ok !== true || c?.ok !== true) throw new Error('no template')
    expect(a.template).toEqual(b.template)
    expect(c.template.id).not.toBe(a.template.id)
    expect(a.template.id).toMatch(/^[0-9a-f]{32}$/)
  })

  test('of a problem take the place of those for the same purposes', () => {
    const shipped = loadTemplates()
    const chosen = loadTemplates(problemWith({ 'offspring.md': own, 'offspring.brief.md': `Be brief.\n${own}`, 'README.md': 'Mine.' }))
    expect(chosen.filter(({ purpose }) => purpose === 'offspring').map(({ text }) => text)).toEqual([`Be brief.\n${own}`, own])
    expect(chosen.slice(2)).toEqual(shipped.filter(({ purpose }) => purpose !== 'offspring'))
    expect(loadTemplates(problemWith({}))).toEqual(shipped)
    expect(loadTemplates(tmpdir())).toEqual(shipped)
  })

  /** Does the right thing only when it is told the word that the problem's own template holds. */
  const obedient =
    (word: string, folder?: string) =>
    (ask: Ask): CallOutcome => {
      const template = loadTemplates(folder).find(({ id }) => id === ask.template)
      return replyWith('1', template !== undefined && render(template, ask.slots).text.includes(word) ? '9' : '0')
    }

  test('reach the model: a problem’s own advice makes the difference', () => {
    const advised = problemWith({ 'offspring.md': `Think of the number nine.\n${own}` })
    const body = (folder?: string): string => {
      const proposer = createModelProposer({
        ensemble: { models: [{ name: 'm', weight: 1 }] },
        templates: loadTemplates(folder),
        crossoverEvery: 0,
      })
      const { result } = converse(proposer.propose(contextOf()), obedient('number nine', folder))
      return result.kind === 'program' ? bodyOf(result.files) : result.reason
    }
    expect(body(advised)).toBe('9')
    expect(body()).toBe('0')
  })

  test.each([
    ['TEMPLATE_SLOT', 'an unknown slot', { 'offspring.md': `${own}{{secret}}\n` }],
    ['TEMPLATE_FORM', 'a slot within a line', { 'offspring.md': own.replace('{{parent}}', 'Parent: {{parent}}') }],
    ['TEMPLATE_FORM', 'a slot inside a fence', { 'offspring.md': own.replace('{{parent}}', '```\n{{parent}}\n```') }],
    ['TEMPLATE_FORM', 'a slot that stands there twice', { 'offspring.md': `${own}{{parent}}\n` }],
    ['TEMPLATE_FORM', 'a missing slot', { 'offspring.md': own.replace('{{error}}', '') }],
    ['TEMPLATE_FORM', 'a fence that is not closed', { 'offspring.md': `${own}\`\`\`\n` }],
    ['TEMPLATE_FORM', 'too much text', { 'offspring.md': own + 'x'.repeat(20_000) }],
    ['TEMPLATE_FILE', 'a misspelt purpose', { 'offsprung.md': own }],
    ['TEMPLATE_FILE', 'a name that no purpose has', { 'My template.md': own }],
  ])('%s: %s', (code, _, files) => {
    expect(() => loadTemplates(problemWith(files as Record<string, string>))).toThrow(expect.objectContaining({ code }))
  })

  test('for a purpose of a plug-in stand behind the others, and need no slot', () => {
    const chosen = loadTemplates(problemWith({ 'translate.md': 'Say it in Latin.', 'translate.short.md': '{{parent}}' }))
    expect(chosen.slice(0, -2)).toEqual(loadTemplates())
    expect(chosen.slice(-2).map(({ purpose, text }) => [purpose, text])).toEqual([
      ['translate', 'Say it in Latin.'],
      ['translate', '{{parent}}'],
    ])
  })

  test('docs/prompts.md lists the purposes and the slots that there are', () => {
    const page = readFileSync(new URL('../../docs/prompts.md', import.meta.url), 'utf8')
    const [, first = '', second = ''] = page.split(/^\| (?:purpose|slot) \|.*$/m)
    const named = (table: string): string[] =>
      [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
    expect(named(first).toSorted()).toEqual(purposes.toSorted())
    expect(named(second).toSorted()).toEqual(Object.keys(SLOTS).toSorted())
  })

  test('an unknown slot is answered with those that there are', () => {
    try {
      loadTemplates(problemWith({ 'initial.md': '{{tests}}' }))
      throw new Error('it was taken')
    } catch (error) {
      const { message, remedy } = error as Error & { remedy: string }
      expect(message).toContain('"tests"')
      for (const name of Object.keys(SLOTS)) expect(remedy).toContain(name)
    }
  })
})
