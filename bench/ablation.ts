/**
 * What each part of the default strategy is worth: it against itself with one part taken out, with equal budgets and paired seeds. An
 * experiment for each problem, like any other, which goes on where it stopped; what it says is the problem's section of docs/ablation.md.
 *
 *     node bench/ablation.ts FOLDER [--problems cluster-scheduling,bin-packing]
 */
import { join } from 'node:path'
import type { IslandStrategy, Strategy } from '../engine/contracts/manifest.ts'
import { choicesOf } from '../engine/contracts/ref.ts'
import type { Mixture } from '../engine/contracts/ref.ts'
import { strategies } from '../strategies/presets/index.ts'
import type { Comparison } from '../experiments/comparison.ts'
import { compare } from '../experiments/compare.ts'
import { machine } from './machine.ts'
import { namesOf, readOptions, refuse } from './options.ts'
import { keepSections } from './search/ablation-page.ts'
import { commitHere } from './search/identity.ts'

const whole = strategies['default'] as Strategy

/** The default under another name, with every island changed. */
const changed = (name: string, change: (island: IslandStrategy) => IslandStrategy): Strategy => ({
  ...whole,
  name,
  islands: whole.islands.map(change),
})

/** A mixture without one of its parts. */
const without = (mixture: Mixture, part: string): Mixture => choicesOf(mixture).filter(({ use }) => use !== part)

/** The default, and it without each of its parts. */
const parts: readonly Strategy[] = [
  whole,
  changed('no race', ({ acceptance: _race, ...island }) => island),
  changed('strict race', (island) => ({ ...island, acceptance: { use: 'race', margin: 0 } })),
  changed('no random draws', (island) => ({ ...island, proposers: without(island.proposers, 'random') })),
  changed('no inspirations', (island) => ({ ...island, inspirations: [] })),
  changed('no elites of cells', (island) => ({ ...island, parents: without(island.parents, 'elite') })),
  { ...whole, name: 'one island', islands: whole.islands.slice(0, 1) },
  { ...whole, name: 'no migration', exchange: [] },
  { ...whole, name: 'no crossover', disabledOperators: ['crossover', 'blend'] },
  { ...whole, name: 'no tuning', disabledOperators: ['tune-constants'] },
  { ...whole, name: 'no simplifying', disabledOperators: ['simplify'] },
]

/** The problems: those whose evaluations are cheap have more seeds. */
const settings: Readonly<Record<string, { readonly seeds: number; readonly evaluations: number }>> = {
  'cluster-scheduling': { seeds: 16, evaluations: 1000 },
  'bin-packing': { seeds: 6, evaluations: 1000 },
  'bin-packing-uniform': { seeds: 6, evaluations: 1000 },
}

const figure = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : 'no score')

/** What an experiment says: medians and quartiles on the sets that claims rest on, and how far the default is ahead. */
const sectionOf = ({ problems, seeds, evaluations, ranks }: Comparison): string =>
  problems
    .flatMap(({ name, unit, measures }) => [
      `## ${name}`,
      '',
      `${seeds} paired seeds, ${evaluations.toLocaleString('en')} evaluations a run; ${machine().replace(/, load.*/, '')}; sources ${commitHere()}. Mean ranks: ${ranks.map(({ arm, rank }) => `${arm} ${rank.toFixed(1)}`).join(', ')}.`,
      '',
      ...measures
        .filter(({ tested }) => tested)
        .flatMap(({ set, results }) => [
          `### ${set} (${unit})`,
          '',
          '| strategy | median | quartiles | the default is ahead by | wins | p, corrected |',
          '| --- | --- | --- | --- | --- | --- |',
          ...results.map(
            ({ arm, summary, against }) =>
              `| ${[
                arm,
                figure(summary.median),
                `${figure(summary.lower)} – ${figure(summary.upper)}`,
                against === undefined ? '' : figure(against.ahead),
                against === undefined ? '' : `${against.wins} : ${against.losses}`,
                against === undefined ? '' : against.adjusted.toFixed(2),
              ].join(' | ')} |`,
          ),
          '',
        ]),
    ])
    .join('\n')

const HEAD = `# What each part of the default strategy is worth

Made by \`node bench/ablation.ts\`, problem by problem. Differences are medians over seeds, positive where the whole default is better; wins are those
of the default, seed by seed; p is the exact signed-rank test after the correction of Holm over all tests of a problem, and cannot be small with few
seeds. A part without a difference beyond the quartiles is neither proven nor disproven at this budget. Each section names the commit of the sources
that made it. Sections on small budgets are made by \`node bench/small-budgets.ts\`. cluster-scheduling has several objectives, with which nothing races, and runs end before the first migration: those parts make no difference there.

`

const { values, positionals } = readOptions({
  options: { problems: { type: 'string', default: Object.keys(settings).join(',') } },
  allowPositionals: true,
})
const [out] = positionals
const problems = namesOf('--problems', values.problems, Object.keys(settings))
if (out === undefined || positionals.length > 1) refuse('node bench/ablation.ts FOLDER [--problems A,B]')
else {
  const comparisons: Comparison[] = []
  for (const name of problems) {
    const comparison = await compare({
      out: join(out, name),
      problems: [name],
      strategies: [...parts, 'sequential', 'random'],
      ...settings[name],
      jobs: 2,
    })
    if (comparison !== undefined) comparisons.push(comparison)
  }
  const made = new Map(comparisons.flatMap((one) => one.problems.map(({ name }) => [name, sectionOf(one)])))
  console.log(keepSections(made, HEAD))
}
