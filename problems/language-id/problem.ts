import { readFileSync } from 'node:fs'
import { defineProblem, invalid } from 'ternate'
import type { CaseDraft, Random } from 'ternate'
import { nearestDemonstration } from './model.ts'

const { languages } = JSON.parse(readFileSync(new URL('./declaration.json', import.meta.url), 'utf8')) as {
  readonly languages: readonly { readonly name: string; readonly articles: readonly string[] }[]
}

/** Words of a fragment. */
const WORDS = 6

/** The articles of each set, so that no text of one is in another. */
const articles = Array.from({ length: 30 }, (_, at) => at + 1)
const OF = {
  train: articles.filter((article) => article % 2 === 1),
  validation: articles.filter((article) => article % 4 === 0),
  heldOut: articles.filter((article) => article % 4 === 2),
}

/** So many fragments, the languages in turn, none twice. */
const fragments =
  (count: number, from: readonly number[]) =>
  ({ random }: { readonly random: Random }): CaseDraft<string>[] => {
    const found = new Map<string, CaseDraft<string>>()
    while (found.size < count) {
      const { name, articles: texts } = languages[found.size % languages.length] as (typeof languages)[number]
      const article = from[random.integer(from.length)] as number
      const words = (texts[article - 1] ?? '').split(' ')
      const start = random.integer(Math.max(1, words.length - WORDS + 1))
      const input = words.slice(start, start + WORDS).join(' ')
      if (!found.has(input)) found.set(input, { name: `${found.size + 1}, article ${article}`, input, expected: name })
    }
    return [...found.values()]
  }

export default defineProblem<string, string | null>({
  statement: `Name the language of a fragment of six words by demonstrations. The program is demos.json, a list like
[{ "input": "six words of a text", "output": "Danish" }]. The model reads the first thirty demonstrations and says what the one says whose
input is most like the fragment, by the runs of three letters that both have. There are 21 languages: ${languages.map(({ name }) => name).join(', ')}.
The score is the share of fragments whose language is named.`,
  runner: { use: 'model' },
  model: nearestDemonstration,
  direction: 'maximize',
  unit: '% named',
  cases: {
    train: fragments(500, OF.train),
    validation: fragments(210, OF.validation),
    heldOut: { articles: fragments(300, OF.heldOut) },
  },
  checkCase({ input, expected }) {
    if (typeof input !== 'string' || input.trim() === '') return invalid('the input is no text')
    return languages.some(({ name }) => name === expected) ? undefined : invalid('what is expected is none of the languages')
  },
  verify({ expected }, answer) {
    if (typeof answer !== 'string') return invalid('not a text')
    const said = answer.length > 40 ? `${answer.slice(0, 40)}…` : answer
    return { score: answer === expected ? 100 : 0, feedback: answer === expected ? said : `${said}, and it is ${String(expected)}` }
  },
  demonstrations: { 'demos.json': { most: 30 } },
  limits: { size: 400 },
  evaluations: 2000,
})
