import assert from 'node:assert/strict'
import type { Individual } from '../engine/contracts/individual.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Insertion, Population, Survival } from '../engine/contracts/survival.ts'
import type { Requirement } from './archive.ts'
import { plain } from './plain.ts'
import { sampleIndividual, sampleRank, sampleRanking } from './populations.ts'

const STORIES = 12
const LENGTH = 80

/** Individuals that come one after the other, some of them for the second time. */
function newcomers(story: number): Individual[] {
  const random = stream(`survival/${story}`)
  const come: Individual[] = []
  for (let k = 0; k < LENGTH; k++) come.push(k > 5 && random.next() < 0.1 ? random.pick(come) : sampleIndividual(k + 1, random))
  return come
}

const numbersOf = (individuals: readonly Individual[]): number[] => individuals.map(({ number }) => number)

const stateOf = ({ individuals, elites, front }: Population): unknown => [individuals, elites, front].map(numbersOf)

/** A population made from the text of another one's snapshot. */
function again(survival: Survival, population: Population, ranking = sampleRanking()): Population {
  const living = new Map(population.individuals.map((individual) => [individual.number, individual]))
  const find = (number: number): Individual => {
    const found = living.get(number)
    assert.ok(found !== undefined, `the snapshot names ${number}, which does not live`)
    return found
  }
  return survival.create(ranking, { snapshot: plain(population.snapshot()), find })
}

/** Sees that an insertion says what it did. */
function checkInsertion(before: readonly number[], individual: Individual, insertion: Insertion, population: Population): void {
  const after = numbersOf(population.individuals)
  assert.equal(new Set(after).size, after.length, 'an individual lives twice')
  const isNew = !before.includes(individual.number)
  if (insertion.kind === 'placed') {
    assert.ok(isNew, 'an individual that lives is placed again')
    assert.ok(after.includes(individual.number), 'a placed individual does not live')
    assert.deepEqual(new Set(insertion.removed), new Set(before.filter((number) => !after.includes(number))), 'removed')
    assert.equal(insertion.elite, numbersOf(population.elites).includes(individual.number), 'elite')
  } else {
    assert.deepEqual(new Set(after), new Set(before), `${insertion.kind} changes who lives`)
    if (insertion.kind === 'duplicate-behaviour') assert.ok(after.includes(insertion.of), 'a duplicate that does not live')
  }
  assert.ok(after.length > 0, 'empty')
  for (const each of [...population.elites, ...population.front])
    assert.ok(population.individuals.includes(each), 'an elite that does not live')
}

/** Requirements of a survival rule; `make` makes a new one each time. */
export function survivalRequirements(make: () => Survival): Requirement[] {
  return [
    {
      name: 'says of each insertion who lives since, and never becomes empty',
      async run() {
        for (let story = 0; story < STORIES; story++) {
          const population = make().create(sampleRanking())
          assert.equal(population.individuals.length, 0)
          for (const individual of newcomers(story)) {
            const before = numbersOf(population.individuals)
            checkInsertion(before, individual, population.insert(individual), population)
          }
        }
      },
    },
    {
      name: 'is a function of the insertions alone',
      async run() {
        for (let story = 0; story < STORIES; story++) {
          const [one, other] = [make().create(sampleRanking()), make().create(sampleRanking())]
          for (const individual of newcomers(story)) {
            assert.deepEqual(one.insert(individual), other.insert(individual))
            assert.deepEqual(stateOf(one), stateOf(other))
          }
        }
      },
    },
    {
      name: 'made from its snapshot as text it behaves as before',
      async run() {
        for (let story = 0; story < STORIES; story++) {
          const random = stream(`snapshot/${story}`)
          const one = make().create(sampleRanking())
          let other = make().create(sampleRanking())
          for (const individual of newcomers(story)) {
            if (random.next() < 0.3) other = again(make(), other)
            assert.deepEqual(stateOf(other), stateOf(one))
            assert.deepEqual(other.insert(individual), one.insert(individual))
          }
          assert.deepEqual(stateOf(other), stateOf(one))
        }
      },
    },
    {
      name: "obeys people's word: what is kept stays, what is rejected leaves unless no other one is left, and insertions say what they did all the while",
      async run() {
        for (let story = 0; story < STORIES; story++) {
          const kept = new Set<number>()
          const rejected = new Set<number>()
          const population = make().create(sampleRanking(kept, rejected))
          for (const [k, individual] of newcomers(story).entries()) {
            const before = numbersOf(population.individuals)
            if (!rejected.has(individual.number)) checkInsertion(before, individual, population.insert(individual), population)
            if (k === 10) for (const { number } of population.individuals.slice(-2)) kept.add(number)
            if (k === 30) {
              for (const { number } of population.individuals.slice(0, 1)) if (!kept.has(number)) rejected.add(number)
              const others = population.individuals.some(({ number }) => !rejected.has(number))
              population.reorder()
              if (others)
                for (const number of rejected) assert.ok(!numbersOf(population.individuals).includes(number), 'a rejected one lives')
            }
            // Who is kept no longer may be one too many; nobody else leaves for a newcomer that is not added.
            if (k === 50) {
              kept.clear()
              population.reorder()
            }
            if (k >= 10) for (const number of kept) assert.ok(numbersOf(population.individuals).includes(number), 'a kept one left')
          }
          for (const { number } of population.individuals) rejected.add(number)
          population.reorder()
          assert.ok(population.individuals.length > 0, 'empty')
        }
      },
    },
    {
      name: 'has the best of all that came, and puts an individual that is preferred to all others first when it ranks anew',
      async run() {
        for (let story = 0; story < STORIES; story++) {
          let preferred = 0
          const rank = (a: Individual, b: Individual): number =>
            Number(b.number === preferred) - Number(a.number === preferred) || sampleRank(a, b)
          const population = make().create({ ...sampleRanking(), rank })
          const come = newcomers(story)
          for (const individual of come) population.insert(individual)
          const [best] = come.toSorted(sampleRank)
          assert.ok(
            population.individuals.some(({ score }) => score === best?.score),
            'the best score is lost',
          )
          preferred = population.individuals.at(-1)?.number ?? 0
          population.reorder()
          assert.ok(numbersOf(population.individuals).includes(preferred), 'a preferred one left')
        }
      },
    },
  ]
}
