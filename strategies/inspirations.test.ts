import { expect, test } from 'vitest'
import type { JournalRecord } from '../engine/contracts/archive.ts'
import type { Manifest } from '../engine/contracts/manifest.ts'
import type { Role } from '../engine/contracts/role.ts'
import type { Ticket } from '../engine/contracts/ticket.ts'
import { askingFacts, askingToy, createToyWorker, islandsOf, toyFacts, toyManifest } from '../engine/fixtures/toy.ts'
import { createSearch } from '../engine/search/search.ts'
import type { SearchEffects } from '../engine/search/effects.ts'
import type { SearchFacts } from '../engine/search/state.ts'
import { assign } from '../engine/tickets/assign.ts'
import { contextOf } from '../proposers/model/fixtures/toy.ts'
import { slotsOf } from '../proposers/model/prompts.ts'
import { render } from '../proposers/model/render.ts'
import { loadTemplates } from '../proposers/model/templates.ts'

const [template] = loadTemplates().filter(({ purpose }) => purpose === 'offspring')

const toy = toyManifest({ every: 0 })
const manifest: Manifest = {
  ...toy,
  strategy: {
    ...toy.strategy,
    islands: toy.strategy.islands.map((island) => ({
      ...island,
      inspirations: [
        { use: 'greedy', count: 1, role: 'best' },
        { use: 'elite', count: 2, role: 'diverse' },
        { use: 'random', count: 1, island: 'other' },
        { use: 'random', count: 1 },
      ],
    })),
  },
}

/** What a proposer is told of a program that is shown. */
const WORDS: Readonly<Record<string, string>> = {
  best: 'the best of the run',
  diverse: 'it behaves unlike others',
  elsewhere: 'it lives on another island',
  drawn: 'one of the population',
}

/** A whole run; returns how often each role came, after it has seen that each is what it says, in the ticket, in its assignment and in a prompt. */
function completeRun(run: Manifest, facts: SearchFacts): Map<Role, number> {
  const search = createSearch(run, facts, { evaluations: 150 })
  const worker = createToyWorker(run)
  const shown = new Map<number, Parameters<typeof worker.learn>[0]['programs'][number]>()
  const counts = new Map<Role, number>()

  function see(ticket: Extract<Ticket, { kind: 'offspring' }>): void {
    const { island, inspirations, roles = inspirations.map(() => 'drawn' as const), parents } = ticket
    expect(new Set([...parents, ...inspirations]).size).toBe(parents.length + inspirations.length)
    const islands = islandsOf(search.snapshot())
    const recall = (number: number): { program: never; evaluation: never } => shown.get(number) as never
    const assigned = assign(ticket, { manifest: run, recall })
    if (assigned.kind !== 'offspring') throw new Error('no offspring')
    expect(assigned.inspirations.map(({ role }) => role ?? 'drawn')).toEqual(roles)
    const context = contextOf({ parents: assigned.parents, inspirations: assigned.inspirations })
    const prompt = template === undefined ? '' : render(template, slotsOf(context, {})).text
    for (const [k, number] of inspirations.entries()) {
      const role = roles[k] as Role
      counts.set(role, (counts.get(role) ?? 0) + 1)
      const at = islands.flatMap(({ individuals }, home) => (individuals.includes(number) ? [home] : []))
      expect(at.some((home) => (role === 'elsewhere' ? home !== island : home === island))).toBe(true)
      if (role === 'best') expect(islands[island]?.individuals[0]).toBe(number)
      if (role === 'diverse') expect(islands[island]?.elites).toContain(number)
      expect(prompt).toContain(`Inspiration (${WORDS[role]})`)
    }
  }

  while (search.phase !== 'finished') {
    const records: JournalRecord[] = []
    const effects: SearchEffects = { records, programs: [], judged: [], events: [] }
    const ticket = search.draw({ offspring: 0, asking: 0 })
    if (ticket === undefined) {
      search.advance(effects)
      continue
    }
    if (ticket.kind === 'offspring') see(ticket)
    const [outcome] = worker.execute({ number: ticket.number, virtualWorker: 0, start: 0, programs: 0, tickets: [ticket] })
    if (outcome === undefined) throw new Error('no outcome')
    search.commit(ticket, outcome, effects)
    worker.learn(effects)
    for (const made of effects.programs) shown.set(made.number, made)
  }
  return counts
}

test.each([
  ['a proposer that asks nobody', manifest, toyFacts],
  ['one that asks models', askingToy(manifest), askingFacts],
])('inspirations come as the strategy says, by role and island, to %s', (_, run, facts) => {
  const counts = completeRun(run, facts)
  for (const role of Object.keys(WORDS)) expect(counts.get(role as Role) ?? 0).toBeGreaterThan(10)
})

test('models see what the engine chooses where the strategy says neither role nor island', () => {
  const islands = toy.strategy.islands.map((island) => ({ ...island, inspirations: [{ use: 'random', count: 3 }] }))
  const run = askingToy({ ...toy, strategy: { ...toy.strategy, islands } })
  const search = createSearch(run, askingFacts, { evaluations: 60 })
  const worker = createToyWorker(run)
  const roles = new Set<Role>()
  while (search.phase !== 'finished') {
    const effects: SearchEffects = { records: [], programs: [], judged: [], events: [] }
    const ticket = search.draw({ offspring: 0, asking: 0 })
    if (ticket === undefined) search.advance(effects)
    else {
      if (ticket.kind === 'offspring') for (const role of ticket.roles ?? []) roles.add(role)
      const [outcome] = worker.execute({ number: ticket.number, virtualWorker: 0, start: 0, programs: 0, tickets: [ticket] })
      if (outcome !== undefined) search.commit(ticket, outcome, effects)
      worker.learn(effects)
    }
  }
  expect(roles).toContain('winner')
})
