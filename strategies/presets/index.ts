import type { IslandStrategy, Strategy } from '../../engine/contracts/manifest.ts'
import { gepa } from './gepa.ts'
import { hgm } from './hgm.ts'
import { lexicase } from './lexicase.ts'
import { sica } from './sica.ts'
import { synthesis } from './synthesis.ts'
import { aflow } from './aflow.ts'
import { dgm } from './dgm.ts'
import { funsearch } from './funsearch.ts'
import { mapElites } from './map-elites.ts'
import { openevolve } from './openevolve.ts'
import { shinka } from './shinka.ts'
import { evoprompt } from './evoprompt.ts'
import { mipro } from './mipro.ts'
import { opro } from './opro.ts'
import { promptbreeder } from './promptbreeder.ts'
import { reflexion } from './reflexion.ts'
import { selfRefine } from './self-refine.ts'
import { textgrad } from './textgrad.ts'

const island: IslandStrategy = {
  parents: [
    { use: 'tournament', size: 8, weight: 3 },
    { use: 'elite', weight: 1 },
  ],
  proposers: [
    { use: 'genetic', weight: 9 },
    { use: 'random', weight: 1 },
  ],
  survival: { capacity: 100 },
  inspirations: [{ use: 'random', count: 2 }],
}

/** At 0 the mean alone decides, and runs end in what is good on the first cases; bench/ablation.ts compares. */
const acceptance = { use: 'race', margin: 1, after: 'gain' } as const

const racing: IslandStrategy = { ...island, acceptance }

const adaptive = { floor: 0.1 }

const asking: IslandStrategy = { ...island, proposers: [{ use: 'model', weight: 1 }], inspirations: [{ use: 'random', count: 3 }] }

const restarting: IslandStrategy = {
  ...island,
  parents: [
    { use: 'tournament', size: 8, weight: 1 },
    { use: 'elite', weight: 1 },
  ],
  proposers: [{ use: 'genetic', weight: 1 }],
}

/** Few programs, chosen among greedily: each life of such an island is one way up. */
const sprinting: IslandStrategy = {
  ...restarting,
  parents: [
    { use: 'tournament', size: 4, weight: 1 },
    { use: 'elite', weight: 1 },
  ],
  survival: { capacity: 8 },
}

/**
 * The recipes that come with the engine.
 *
 * - `default`: four islands; parents by tournament and from the elites of cells; one offspring in ten is drawn independently, and all
 *   race against their parents
 * - `isolated`: the default without migration, for problems in which what is good in one respect is bad in another
 * - `lean`: one small island and races, for programs that take seconds each; changes may burn ten times what their parent burned, and no
 *   more than a fuel limit that grows with the run
 * - `random`: independent random draws, the null model
 * - `sequential`: a (1+1) climber on one island, whose offspring race against the last best
 * - `restarts`: four islands without migration, of which one in turn begins anew; parents by tournament and as often from the elites of cells. For
 *   problems with many dead ends whose programs are short
 * - `sprints`: the same with islands of eight programs and short lives, for problems in which the first steps decide what can be reached
 * - `hgm`, `sica`, `lexicase`: the rules of published systems, in files of their own
 * - `synthesis`: programs from a signature and examples, in a file of its own; what a problem with exact cases gets
 * - `tune-only`: the constants of the initial programs alone are tuned, each program's by a climber of its own; no structure is
 *   searched, so that it says what tuning alone comes to (the tuning ceiling)
 * - `asking`: two islands whose programs models change, and two that ask none; needs a model
 * - `asking-only`: two islands whose programs models change; needs a model
 * - `aflow`, `dgm`, `funsearch`, `map-elites`, `openevolve`, `shinka`: what published systems decide, each in a file of its own, with a proposer
 *   that asks no model
 * - `gepa`, `opro`, `mipro`, `textgrad`, `reflexion`, `self-refine`, `promptbreeder`, `evoprompt`: published systems that have a model improve texts, each in a
 *   file of its own; they need a model
 */
export const strategies: Readonly<Record<string, Strategy>> = {
  asking: {
    name: 'asking',
    islands: [asking, asking, island, island],
    exchange: [{ use: 'migration', every: 100, count: 3 }],
    finalists: 30,
  },
  'asking-only': { name: 'asking-only', islands: [asking, asking], exchange: [{ use: 'migration', every: 100, count: 3 }], finalists: 30 },
  default: {
    name: 'default',
    islands: [racing, racing, racing, racing],
    exchange: [{ use: 'migration', every: 1000, count: 3 }],
    adaptive,
    finalists: 30,
  },
  gepa,
  hgm,
  isolated: {
    name: 'isolated',
    islands: [racing, racing, racing, racing],
    adaptive,
    finalists: 30,
  },
  lean: {
    name: 'lean',
    islands: [
      {
        ...racing,
        parents: [
          { use: 'tournament', size: 4, weight: 1 },
          { use: 'greedy', weight: 1 },
          { use: 'elite', weight: 2 },
        ],
        proposers: [{ use: 'genetic', weight: 1 }],
        survival: { capacity: 30 },
        inspirations: [{ use: 'random', count: 1 }],
      },
    ],
    adaptive,
    fuel: { use: 'growing', ofParent: 10, start: 48, share: 1 / 300 },
    finalists: 6,
  },
  lexicase,
  random: {
    name: 'random',
    islands: [{ ...island, parents: [{ use: 'greedy', weight: 1 }], proposers: [{ use: 'random', weight: 1 }], inspirations: [] }],
    finalists: 30,
  },
  restarts: {
    name: 'restarts',
    islands: [restarting, restarting, restarting, restarting],
    exchange: [{ use: 'reset', every: 4000 }],
    finalists: 30,
  },
  sequential: {
    name: 'sequential',
    islands: [
      {
        ...racing,
        parents: [{ use: 'greedy', weight: 1 }],
        proposers: [{ use: 'genetic', weight: 1 }],
        survival: { capacity: 1 },
        inspirations: [],
      },
    ],
    adaptive,
    finalists: 30,
  },
  sica,
  sprints: {
    name: 'sprints',
    islands: [sprinting, sprinting, sprinting, sprinting],
    exchange: [{ use: 'reset', every: 1000 }],
    finalists: 30,
  },
  aflow,
  dgm,
  funsearch,
  'map-elites': mapElites,
  openevolve,
  shinka,
  opro,
  mipro,
  textgrad,
  reflexion,
  'self-refine': selfRefine,
  promptbreeder,
  evoprompt,
  synthesis,
  'tune-only': {
    name: 'tune-only',
    islands: [{ ...racing, parents: { use: 'random' }, proposers: { use: 'tune' }, survival: { use: 'lineage' }, inspirations: [] }],
    adaptive,
    finalists: 30,
  },
}
