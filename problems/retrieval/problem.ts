import { readFileSync } from 'node:fs'
import { defineProblem, invalid } from 'ternate'
import type { CaseDraft } from 'ternate'
import { indexOf, wordsOf } from './bm25.ts'
import { rewriter } from './model.ts'

interface Section {
  readonly section: string
  readonly paragraphs: readonly { readonly text: string; readonly examples: readonly string[] }[]
}

const { sections } = JSON.parse(readFileSync(new URL('./specification.json', import.meta.url), 'utf8')) as {
  readonly sections: readonly Section[]
}

/** All paragraphs, and the section of each. */
const paragraphs = sections.flatMap(({ section, paragraphs: all }) => all.map(({ text }) => ({ section, text })))
const index = indexOf(paragraphs.map(({ text }) => text))

/** Paragraphs that are looked at of those that are found. */
const DEPTH = 10

/** What the k-th place of a list counts, from 0 on (discounted cumulative gain: Järvelin and Kekäläinen, ACM TOIS 20, 2002). */
const gain = (k: number): number => 1 / Math.log2(k + 2)
const ideal = (count: number): number =>
  Array.from({ length: Math.min(DEPTH, count) }, (_, k) => gain(k)).reduce((sum, one) => sum + one, 0)
const best = new Map(sections.map(({ section, paragraphs: all }) => [section, ideal(all.length)]))

/** What is expected of a query: the section that the example is from. `rule` is the paragraph above the example, which queries are not held against. */
interface Expected {
  readonly section: string
  readonly rule: string
}

/** The rules of a section that have examples, and these: a paragraph that stands there twice is one. */
function rulesOf({ paragraphs: all }: Section): readonly (readonly [rule: string, examples: readonly string[]])[] {
  const rules = new Map<string, readonly string[]>()
  for (const { text, examples } of all) if (examples.length > 0) rules.set(text, [...(rules.get(text) ?? []), ...examples])
  return [...rules]
}

/** The examples of some of the rules: of those of a section in turn. None of a rule is in two sets. */
const examplesOf = (takes: (turn: number) => boolean): CaseDraft<string>[] =>
  sections.flatMap((one) =>
    rulesOf(one)
      .map(([rule, examples], turn) => ({ rule, examples, turn }))
      .filter(({ turn }) => takes(turn % 4))
      .flatMap(({ rule, examples, turn }) =>
        examples.map((input, k) => ({
          name: `${one.section}, rule ${turn + 1}${examples.length === 1 ? '' : `, ${k + 1}`}`,
          group: one.section,
          input,
          expected: { section: one.section, rule } satisfies Expected,
        })),
      ),
  )

/** Words that a demonstration says, at most. */
const WORDS = 6
/** Paragraphs that have a word at least, so that it finds more than its own. */
const SHARED = 4
const COMMON = Math.log(1 + (paragraphs.length - SHARED + 0.5) / (SHARED + 0.5))

/** The words of a paragraph that tell most of it: as often as they stand there, times what they tell of all. */
function tellingWords(text: string): readonly string[] {
  const counts = new Map<string, number>()
  for (const word of wordsOf(text)) if (word.length > 3) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
    .flatMap(([word, count]) => (index.weight(word) <= COMMON ? [{ word, tells: count * index.weight(word) }] : []))
    .sort((a, b) => b.tells - a.tells || (a.word < b.word ? -1 : 1))
    .slice(0, WORDS)
    .map(({ word }) => word)
}

export default defineProblem<string, string>({
  statement: `Rewrite an example of Markdown into a query that finds what the CommonMark specification says of it. The program is two files: demos.json, a
list like [{ "input": "# foo", "output": "heading opening sequence" }], of which the model reads the first 24, and prompt.md, which says in sentences how
it goes on: how many of the demonstrations nearest to the example it follows, how many words of each it says, how often it says the example itself,
and by runs of how many signs examples are held against each other. The query goes to a search engine, BM25 over ${paragraphs.length} paragraphs. The score is
the normalised discounted cumulative gain of the first ${DEPTH} that it finds, in percent: paragraphs of the example's section are what is sought.`,
  runner: { use: 'model' },
  model: rewriter,
  direction: 'maximize',
  unit: '% nDCG@10',
  cases: {
    train: examplesOf((turn) => turn % 2 === 0),
    validation: examplesOf((turn) => turn === 3),
    heldOut: { rules: examplesOf((turn) => turn === 1) },
  },
  checkCase({ input, expected }) {
    if (typeof input !== 'string' || input === '') return invalid('the input is no text')
    const { section } = Object(expected) as Partial<Expected>
    return typeof section === 'string' && best.has(section) ? undefined : invalid('what is expected is none of the sections')
  },
  verify({ expected }, answer) {
    if (typeof answer !== 'string') return invalid('not a text')
    if (answer.length > 20_000) return invalid('longer than 20,000 characters')
    const { section } = expected as Expected
    const found = index.search(answer, DEPTH).map((at) => paragraphs[at]?.section ?? '')
    const sum = found.reduce((all, one, k) => all + (one === section ? gain(k) : 0), 0)
    return {
      score: (100 * sum) / (best.get(section) ?? 1),
      feedback: `${section}; found ${[...new Set(found)].slice(0, 4).join(', ') || 'nothing'}`,
    }
  },
  demonstrations: {
    'demos.json': {
      most: 24,
      of({ input, expected }) {
        const words = tellingWords((expected as Expected).rule)
        return words.length === 0 ? undefined : { input, output: words.join(' ') }
      },
    },
  },
  limits: { size: 1200 },
  evaluations: 1000,
})
