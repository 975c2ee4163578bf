import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const PAGE = fileURLToPath(new URL('../../docs/ablation.md', import.meta.url))

/**
 * Puts sections into docs/ablation.md, by their titles, which are sorted; all others stay as they are, and so does what stands before the first unless
 * `head` is given. Gives the page's text.
 */
export function keepSections(made: ReadonlyMap<string, string>, head?: string): string {
  const [before = '', ...rest] = readFileSync(PAGE, 'utf8').split(/^(?=## )/m)
  const all = new Map(rest.map((section) => [/^## (.*)/.exec(section)?.[1] ?? '', section]))
  for (const [title, section] of made) all.set(title, section)
  const sections = [...all.keys()].sort((a, b) => (a < b ? -1 : 1)).map((title) => (all.get(title) ?? '').trimEnd())
  const page = `${[(head ?? before).trimEnd(), ...sections].join('\n\n')}\n`
  writeFileSync(PAGE, page)
  return page
}
