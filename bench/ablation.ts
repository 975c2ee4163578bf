/**
 * What each part of the default strategy is worth: it against itself with one part taken out, with equal budgets and paired seeds. An
 * experiment like any other, which goes on where it stopped; what it says is docs/ablation.md.
 *
 *     node bench/ablation.ts FOLDER [--problems bin-packing-uniform,tsp-construct] [--seeds 5] [--evaluations 1500]
 */
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { IslandRecipe, Strategy } from '../engine/contracts/manifest.ts'
import { strategies } from '../engine/strategies.ts'
import type { Comparison } from '../experiments/comparison.ts'
import { compare } from '../experiments/compare.ts'
import { machine } from './machine.ts'
import { countOf, readOptions } from './options.ts'

const whole = strategies['default'] as Strategy

/** The default under another name, with every island changed. */
const changed = (name: string, change: (island: IslandRecipe) => IslandRecipe): Strategy => ({
  ...whole,
  name,
  islands: whole.islands.map(change),
})

const { race: _race, ...unraced } = whole

/** The default, and it without each of its parts. */
const parts: readonly Strategy[] = [
  whole,
  { ...unraced, name: 'no race' },
  { ...whole, name: 'strict race', race: { margin: 0 } },
  changed('no random draws', (island) => ({ ...island, proposers: island.proposers.filter(({ name }) => name !== 'random') })),
  changed('no inspirations', (island) => ({ ...island, inspirations: 0 })),
  changed('no elites of niches', (island) => ({ ...island, selectors: island.selectors.filter(({ name }) => name !== 'elite') })),
  { ...whole, name: 'one island', islands: whole.islands.slice(0, 1) },
  { ...whole, name: 'no migration', migration: { every: 0, count: 0 } },
]

const figure = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : 'no score')

/** The tested sets of one problem: medians, quartiles, and how far the default is ahead. */
function sectionOf({ name, unit, measures }: Comparison['problems'][number]): string[] {
  return measures
    .filter(({ tested }) => tested)
    .flatMap(({ set, standings }) => [
      `## ${name}, ${set} (${unit})`,
      '',
      '| strategy | median | quartiles | the default is ahead by | p, corrected |',
      '| --- | --- | --- | --- | --- |',
      ...standings.map(
        ({ contender, summary, against }) =>
          `| ${[
            contender,
            figure(summary.median),
            `${figure(summary.lower)} – ${figure(summary.upper)}`,
            against === undefined ? '' : figure(against.ahead),
            against === undefined ? '' : against.adjusted.toFixed(2),
          ].join(' | ')} |`,
      ),
      '',
    ])
}

const pageOf = (comparison: Comparison): string =>
  [
    '# What each part of the default strategy is worth',
    '',
    `Made by \`node bench/ablation.ts\`: ${comparison.seeds} paired seeds, ${comparison.evaluations.toLocaleString('en')} evaluations a run; ${machine().replace(/, load.*/, '')}. Differences are medians`,
    'over seeds, positive where the whole default is better; p is the exact signed-rank test after the correction of Holm, and cannot be small with few',
    'seeds. A part without a difference beyond the quartiles is neither proven nor disproven at this budget.',
    '',
    ...comparison.problems.flatMap(sectionOf),
    `Mean ranks: ${comparison.ranks.map(({ contender, rank }) => `${contender} ${rank.toFixed(1)}`).join(', ')}.`,
    '',
  ].join('\n')

const { values, positionals } = readOptions({
  options: {
    problems: { type: 'string', default: 'bin-packing-uniform,tsp-construct' },
    seeds: { type: 'string', default: '5' },
    evaluations: { type: 'string', default: '1500' },
  },
  allowPositionals: true,
})
const [out] = positionals
if (out === undefined) {
  console.error('node bench/ablation.ts FOLDER [--problems A,B] [--seeds N] [--evaluations M]')
  process.exitCode = 1
} else {
  const comparison = await compare({
    out,
    problems: values.problems.split(','),
    strategies: [...parts, 'sequential', 'random'],
    seeds: countOf('--seeds', values.seeds),
    evaluations: countOf('--evaluations', values.evaluations),
    jobs: 2,
  })
  if (comparison !== undefined) {
    const page = pageOf(comparison)
    writeFileSync(fileURLToPath(new URL('../docs/ablation.md', import.meta.url)), page)
    console.log(page)
  }
}
