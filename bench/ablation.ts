/**
 * What each part of the default strategy is worth: it against itself with one part taken out, with equal budgets and paired seeds. An
 * experiment like any other, which goes on where it stopped.
 *
 *     node bench/ablation.ts FOLDER [--problems bin-packing-uniform,tsp-construct] [--seeds 5] [--evaluations 1500]
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import type { IslandRecipe, Strategy } from '../engine/contracts/manifest.ts'
import { strategies } from '../engine/strategies.ts'
import { compare } from '../experiments/compare.ts'
import { machine } from './machine.ts'

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

const { values, positionals } = parseArgs({
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
    seeds: Number(values.seeds),
    evaluations: Number(values.evaluations),
    jobs: 2,
  })
  console.log(machine())
  console.log(JSON.stringify(comparison, null, 1))
}
